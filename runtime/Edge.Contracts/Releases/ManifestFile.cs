using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.Contracts;

/// <summary>Reads a manifest and says everything that is wrong with it at once; the serializer by itself stops at the first.</summary>
public static class ManifestFile
{
    /// <summary>Largest manifest, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>
    /// Reads (1) the JSON, (2) its shape against the records, (3) the rules of <see cref="ManifestRules"/>. Where the shape is wrong the rules are still
    /// applied to the rest, so that one round shows all.
    /// </summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="knowsAttribute">Says whether PS3.6 has an attribute of this keyword.</param>
    public static ManifestOutcome Parse(ReadOnlySpan<byte> json, Func<string, bool> knowsAttribute)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: Strict);
        }
        catch (JsonException exception)
        {
            return new ManifestOutcome(null, [new("$", $"This is no JSON: {exception.Message} Correct the file there.")]);
        }

        var problems = new List<ConfigProblem>();
        ConfigShape.CheckValue(root, typeof(ModelManifest), nullable: false, string.Empty, problems);
        JsonNode? whole = problems.Count == 0 ? root : JsonMending.Mend(root, typeof(ModelManifest), nullable: false);
        ModelManifest manifest;
        try
        {
            manifest = whole.Deserialize(EdgeJson.Default.ModelManifest)!;
        }
        catch (JsonException exception)
        {
            return new ManifestOutcome(null, [.. problems, new(exception.Path ?? "$", exception.Message)]);
        }

        string[] broken = [.. problems.Select(static problem => Section(problem.Path)).Distinct()];
        problems.AddRange(ManifestRules.Check(manifest, knowsAttribute).Where(problem => !Follows(problem.Path, broken)));
        return new ManifestOutcome(problems.Count == 0 ? manifest : null, problems);
    }

    /// <summary>The list entry, or the member and its member, that a path lies in.</summary>
    private static string Section(string path)
    {
        int end = path.IndexOf(']', StringComparison.Ordinal);
        return end >= 0 ? path[..(end + 1)] : string.Join('.', path.Split('.').Take(2));
    }

    /// <summary>True where a problem may only follow from what stands in for a broken part.</summary>
    private static bool Follows(string path, string[] broken) => broken.Any(section =>
        path.StartsWith(section, StringComparison.Ordinal)
        || section.StartsWith(path, StringComparison.Ordinal)
        || (path.StartsWith("preprocess", StringComparison.Ordinal) && section.StartsWith("preprocess", StringComparison.Ordinal) && !path.Contains('.', StringComparison.Ordinal))
        || (path.StartsWith("postprocess", StringComparison.Ordinal) && (section.StartsWith("postprocess", StringComparison.Ordinal) || section.StartsWith("outputs", StringComparison.Ordinal)))
        || (path.StartsWith("inputs", StringComparison.Ordinal) && path.Contains(".dimensions[", StringComparison.Ordinal) && (section.StartsWith("preprocess", StringComparison.Ordinal) || section.StartsWith("accepts", StringComparison.Ordinal)))
        || (path.StartsWith("monitor", StringComparison.Ordinal) && section.StartsWith("outputs", StringComparison.Ordinal)));
}
