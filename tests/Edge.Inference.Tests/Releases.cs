using System.Text.Json;
using Edge.Contracts;

namespace Edge.Inference.Tests;

/// <summary>The sample releases.</summary>
internal static class Releases
{
    public static string Radiograph { get; } = Directory("phantom-radiograph");

    public static string CtLesion { get; } = Directory("phantom-ct-lesion");

    public static string Directory(string name) => Path.Combine(TestFolders.Releases, name, "1.0.0");

    public static ModelManifest Manifest(string name) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Directory(name), ModelManifest.FileName)), EdgeJson.Default.ModelManifest)!;

    public static GoldenCases Golden(string release) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(release, "golden", GoldenCases.FileName)), EdgeJson.Default.GoldenCases)!;

    /// <summary>Files of a golden case.</summary>
    public static IReadOnlyList<string> Inputs(string release, string golden) =>
        [.. Golden(release).Cases.Single(each => each.Name == golden).Inputs.Select(input => Path.Combine(release, "golden", input))];

    /// <summary>A copy that a test may spoil.</summary>
    public static string Copy(string release, string target)
    {
        foreach (string file in System.IO.Directory.GetFiles(release, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(release, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }
}
