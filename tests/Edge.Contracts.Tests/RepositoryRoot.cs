namespace Edge.Contracts.Tests;

/// <summary>Finds the checkout that the tests were built in.</summary>
internal static class RepositoryRoot
{
    /// <summary>Absolute path of a file or folder of the checkout.</summary>
    public static string Find(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Edge.sln")))
            {
                return Path.Combine(at.FullName, relative);
            }
        }

        throw new InvalidOperationException($"No Edge.sln above {AppContext.BaseDirectory}. Run the tests from a checkout.");
    }
}
