namespace Edge.Inference.Tests;

/// <summary>Where the tests find what they need.</summary>
internal static class TestFolders
{
    /// <summary>Root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The sample releases.</summary>
    public static string Releases => Path.Combine(Repository, "tools", "models", "releases");

    /// <summary>Independent values for each step, written by tools/models/reference_steps.py.</summary>
    public static string References => Path.Combine(Repository, "tests", "Edge.Inference.Tests", "references");

    /// <summary>The shared test material: <c>$EDGE_SHARED</c>, else <c>shared</c> beside the repository. It may be absent.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("EDGE_SHARED") ?? Path.Combine(Repository, "..", "shared");

    /// <summary>A path within the shared material; skips the test when it is absent.</summary>
    public static string RequireShared(params string[] parts)
    {
        string path = Path.GetFullPath(Path.Combine([Shared, .. parts]));
        Assert.SkipUnless(Path.Exists(path), $"The shared test material has no {string.Join('/', parts)} here (EDGE_SHARED names its folder).");
        return path;
    }

    /// <summary>A new empty folder that is removed with the test.</summary>
    public static TemporaryFolder CreateTemporary() => new(Directory.CreateTempSubdirectory("edge-inference-").FullName);

    private static string FindRepository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Edge.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("The tests do not run within the repository.");
    }
}
