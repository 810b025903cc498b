namespace Edge.Runtime.Tests.Settings;

/// <summary>Files of the checkout that these tests were built from.</summary>
internal static class RepositoryFile
{
    /// <summary>The device configuration of a workstation.</summary>
    public static string Workstation
    {
        get
        {
            for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                string file = Path.Combine(at.FullName, "device-configs", "workstation.json");
                if (File.Exists(file))
                {
                    return file;
                }
            }

            throw new InvalidOperationException("Run the tests from a checkout.");
        }
    }
}
