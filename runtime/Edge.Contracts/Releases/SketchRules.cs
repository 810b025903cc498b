using System.Text.Json;

namespace Edge.Contracts;

/// <summary>What <c>reference-sketches.json</c> must satisfy where a release has it.</summary>
internal static class SketchRules
{
    private const long BytesMax = 4 * 1024 * 1024;
    private static readonly string[] Quantities = ["probability", "volume-ml", "value", "score"];

    /// <summary>Adds every problem.</summary>
    /// <param name="directory">The release.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="problems">Receives the problems.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void Check(string directory, ModelManifest manifest, List<ReleaseProblem> problems)
    {
        string path = Path.Combine(directory, ReferenceSketches.FileName);
        if (!File.Exists(path))
        {
            return;
        }

        if (new FileInfo(path).Length > BytesMax)
        {
            Add("$", $"It is larger than {BytesMax} bytes. Write fewer bins.");
            return;
        }

        ReferenceSketches? sketches;
        try
        {
            sketches = JsonSerializer.Deserialize(File.ReadAllBytes(path), EdgeJson.Default.ReferenceSketches);
        }
        catch (JsonException exception)
        {
            Add(exception.Path ?? "$", $"It cannot be read: {exception.Message} docs/manifest.md has its format.");
            return;
        }

        if (sketches is not { SchemaVersion: ReferenceSketches.CurrentSchemaVersion })
        {
            Add("schemaVersion", $"Write {ReferenceSketches.CurrentSchemaVersion}.");
            return;
        }

        for (int index = 0; index < sketches.Sketches.Count; index++)
        {
            if (Problem(sketches.Sketches[index], manifest.Monitor) is { } problem)
            {
                Add($"sketches[{index}]", problem);
            }
        }

        void Add(string at, string message) => problems.Add(new(ReferenceSketches.FileName, new(at, message)));
    }

    private static string? Problem(ReferenceSketch sketch, MonitorPlan? monitor) => sketch switch
    {
        _ when monitor is null || !monitor.Outputs.Contains(sketch.Output) => $"The manifest's monitor does not watch '{sketch.Output}'. List it there, or leave the sketch out.",
        _ when !sketch.BinEdges.SequenceEqual(monitor.BinEdges) => "binEdges are not those of the manifest's monitor. Write the same, so that the two can be compared.",
        _ when sketch.Counts.Count != sketch.BinEdges.Count - 1 || sketch.Counts.Any(static count => count < 0) => $"counts must be {sketch.BinEdges.Count - 1} numbers from 0, one for each bin.",
        _ when sketch.Counts.Sum() != sketch.Count => $"count is {sketch.Count}, and counts add up to {sketch.Counts.Sum()}. Make them equal.",
        _ when !Quantities.Contains(sketch.Quantity) => $"quantity is {sketch.Quantity}. Write {string.Join(", ", Quantities)}.",
        _ => null,
    };
}
