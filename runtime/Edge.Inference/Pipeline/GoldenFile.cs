using System.Text.Json;
using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>Reads <c>golden/cases.json</c> of a release.</summary>
internal static class GoldenFile
{
    private const string Folder = "golden";

    /// <summary>The folder of golden cases.</summary>
    public static string Directory(string release) => Path.Combine(release, Folder);

    /// <summary>Reads the cases.</summary>
    /// <param name="release">Release directory.</param>
    /// <param name="problem">Why there are none to go by, or null.</param>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static GoldenCases? Read(string release, out string? problem)
    {
        string path = Path.Combine(Directory(release), GoldenCases.FileName);
        if (!File.Exists(path))
        {
            problem = $"The release has no golden cases ({Folder}/{GoldenCases.FileName}), so that nothing shows that it works here. Ask the maker for them.";
            return null;
        }

        GoldenCases cases;
        try
        {
            using FileStream file = File.OpenRead(path);
            cases = JsonSerializer.Deserialize(file, EdgeJson.Default.GoldenCases) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            problem = $"The golden cases cannot be read: {exception.Message} Ask the maker for another release.";
            return null;
        }

        problem = cases.Cases.Count is 0 or > GoldenCases.CountMax
            ? $"The release has {cases.Cases.Count} golden cases; 1 to {GoldenCases.CountMax} are needed. Ask the maker for another release."
            : null;
        return problem is null ? cases : null;
    }

    /// <summary>The unit that a case is about.</summary>
    public static JobUnit Unit(string directory, GoldenCase golden, ModelManifest manifest) => new(
        manifest.Unit, Folder, Folder, null, 1, [.. golden.Inputs.Select(input => new JobInstance(input, Path.Combine(directory, input)))]);
}
