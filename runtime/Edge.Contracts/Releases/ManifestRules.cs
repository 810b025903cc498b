using System.Text.RegularExpressions;

namespace Edge.Contracts;

/// <summary>What a manifest must satisfy beyond the types of its members: everything that runs relies on it and does not check again.</summary>
public static partial class ManifestRules
{
    private const int BinsMax = 1000;
    private const int TitleLengthMax = 200;
    private const double DriftMin = 0.01;
    private const double DriftMax = 10;

    /// <summary>Every problem at once, each with its path in the manifest and what to write instead; empty when there is none.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="knowsAttribute">Says whether PS3.6 has an attribute of this keyword.</param>
    public static IReadOnlyList<ConfigProblem> Check(ModelManifest manifest, Func<string, bool> knowsAttribute)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(knowsAttribute);
        var problems = new List<ConfigProblem>();
        if (manifest.SchemaVersion != ModelManifest.CurrentSchemaVersion)
        {
            problems.Add(new("schemaVersion", $"It is {manifest.SchemaVersion}; this program reads {ModelManifest.CurrentSchemaVersion}. Write {ModelManifest.CurrentSchemaVersion}, or use the program for that version."));
        }

        CheckNames(manifest, problems);
        AcceptedRules.Check(manifest, problems);
        InputRules.Check(manifest, knowsAttribute, problems);
        if (manifest.Inputs.OfType<ImageInput>().Any())
        {
            PreprocessRules.Check(manifest, problems);
            OutputRules.Check(manifest, manifest.Image.IsVolume, problems);
        }

        EngineRequirementRules.Check(manifest.Engine, problems);
        CheckMonitor(manifest, problems);
        ShadowRules.Check(manifest, problems);
        return problems;
    }

    private static void CheckNames(ModelManifest manifest, List<ConfigProblem> problems)
    {
        if (!ModelName().IsMatch(manifest.Name))
        {
            problems.Add(new("name", $"It is '{manifest.Name}'. Write 1 to 64 of a-z, 0-9 and -."));
        }

        if (!SemanticVersion().IsMatch(manifest.Version))
        {
            problems.Add(new("version", $"It is '{manifest.Version}'. Write a semantic version such as 1.0.0."));
        }

        if (string.IsNullOrWhiteSpace(manifest.Title) || manifest.Title.Length > TitleLengthMax)
        {
            problems.Add(new("title", $"Write what an operator reads, at most {TitleLengthMax} characters."));
        }
    }

    private static void CheckMonitor(ModelManifest manifest, List<ConfigProblem> problems)
    {
        if (manifest.Monitor is not { } monitor)
        {
            return;
        }

        string[] labels =
        [
            .. manifest.Outputs.Findings.Select(output => output.Label), .. manifest.Outputs.Segments.Select(output => output.Label),
            .. manifest.Outputs.Values.Select(output => output.Label), .. manifest.Outputs.Detections.Select(output => output.Label),
        ];
        for (int index = 0; index < monitor.Outputs.Count; index++)
        {
            if (!labels.Contains(monitor.Outputs[index], StringComparer.Ordinal))
            {
                problems.Add(new($"monitor.outputs[{index}]", $"No output has the label '{monitor.Outputs[index]}'. Write one of: {string.Join(", ", labels)}."));
            }
        }

        IReadOnlyList<double> edges = monitor.BinEdges;
        if (edges.Count is < 2 or > BinsMax || edges.Zip(edges.Skip(1)).Any(static pair => !(pair.First < pair.Second)))
        {
            problems.Add(new("monitor.binEdges", $"Write 2 to {BinsMax} numbers, each above the one before."));
        }

        if (monitor.DriftMax is not (null or (>= DriftMin and <= DriftMax)))
        {
            problems.Add(new("monitor.driftMax", "Write a population stability index from 0.01 to 10, such as 0.25, or null."));
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$")]
    private static partial Regex ModelName();

    [GeneratedRegex(@"^[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}(-[0-9A-Za-z.-]{1,64})?(\+[0-9A-Za-z.-]{1,64})?$")]
    private static partial Regex SemanticVersion();
}
