namespace Edge.EndToEnd.Tests;

/// <summary>Where things are in the checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string WorkstationConfig => Path.Combine(Root, "device-configs", "workstation.json");

    /// <summary>Test material beside the checkout, or where <c>EDGE_SHARED</c> says; null when absent.</summary>
    public static string? SharedData
    {
        get
        {
            string shared = Environment.GetEnvironmentVariable("EDGE_SHARED") ?? Path.Combine(Root, "..", "shared");
            string data = Path.GetFullPath(Path.Combine(shared, "data"));
            return Directory.Exists(data) ? data : null;
        }
    }

    /// <summary>A program as tools/setup leaves it, for example <c>edge-runtime</c>.</summary>
    public static string Program(string name)
    {
        string path = Path.Combine(Root, "out", name);
        Assert.True(File.Exists(path), $"{path} does not exist. Run tools/setup.");
        return path;
    }

    /// <summary>A number that tools/soak raises through the environment; <paramref name="share"/> in tools/test.</summary>
    public static int Number(string variable, int share) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : share;

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Edge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {start} holds Edge.sln. Run the tests from a checkout.");
    }
}
