using System.Text.Json;

namespace Edge.Contracts;

/// <summary>Checks a release directory before it is signed: its files, its manifest and its graph.</summary>
public static class ReleaseCheck
{
    /// <summary>The network's file.</summary>
    public const string ModelFileName = "model.onnx";

    private const long CasesBytesMax = 16 * 1024 * 1024;
    private static readonly string[] Required = [ModelManifest.FileName, ModelFileName, $"golden/{GoldenCases.FileName}", "MODEL_CARD.md", "LICENSE"];

    /// <summary>Every problem at once, each with its file, its path and what to do.</summary>
    /// <param name="directory">The release.</param>
    /// <param name="knowsAttribute">Says whether PS3.6 has an attribute of this keyword.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static IReadOnlyList<ReleaseProblem> Check(string directory, Func<string, bool> knowsAttribute)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var problems = new List<ReleaseProblem>();
        foreach (string file in Required.Where(file => !File.Exists(Path.Combine(directory, file))))
        {
            problems.Add(new(file, new("$", "The file is missing. Add it.")));
        }

        ModelManifest? manifest = CheckManifest(directory, knowsAttribute, problems);
        CheckGraph(directory, manifest, problems);
        CheckCases(directory, manifest, problems);
        if (manifest is not null)
        {
            SketchRules.Check(directory, manifest, problems);
        }

        problems.AddRange(OpenChoices.Find(directory));
        return problems;
    }

    private static ModelManifest? CheckManifest(string directory, Func<string, bool> knowsAttribute, List<ReleaseProblem> problems)
    {
        string path = Path.Combine(directory, ModelManifest.FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        if (BoundedFile.Read(path, ManifestFile.MaxBytes) is not { } json)
        {
            problems.Add(new(ModelManifest.FileName, new("$", $"It is larger than {ManifestFile.MaxBytes} bytes. Shorten it.")));
            return null;
        }

        ManifestOutcome outcome = ManifestFile.Parse(json, knowsAttribute);
        problems.AddRange(outcome.Problems.Select(static problem => new ReleaseProblem(ModelManifest.FileName, problem)));
        return outcome.Manifest;
    }

    private static void CheckGraph(string directory, ModelManifest? manifest, List<ReleaseProblem> problems)
    {
        string path = Path.Combine(directory, ModelFileName);
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            var graph = OnnxGraph.Read(path);
            IReadOnlyList<ConfigProblem> found = manifest is null ? [] : GraphRules.Check(manifest, graph);
            problems.AddRange(found.Select(static problem => new ReleaseProblem(ModelManifest.FileName, problem)));
        }
        catch (InvalidDataException exception)
        {
            problems.Add(new(ModelFileName, new("$", $"It is no ONNX model: {exception.Message} Export it again.")));
        }
    }

    private static void CheckCases(string directory, ModelManifest? manifest, List<ReleaseProblem> problems)
    {
        string file = $"golden/{GoldenCases.FileName}";
        string path = Path.Combine(directory, file);
        if (!File.Exists(path))
        {
            return;
        }

        if (BoundedFile.Read(path, CasesBytesMax) is not { } json)
        {
            problems.Add(new(file, new("$", $"It is larger than {CasesBytesMax} bytes. Leave out cases.")));
            return;
        }

        GoldenCases? cases;
        try
        {
            cases = JsonSerializer.Deserialize(json, EdgeJson.Default.GoldenCases);
        }
        catch (JsonException exception)
        {
            problems.Add(new(file, new(exception.Path ?? "$", $"It cannot be read: {exception.Message}")));
            return;
        }

        if (cases is null || cases.Cases.Count == 0)
        {
            problems.Add(new(file, new("cases", "There is none. Add at least one input with what must come of it.")));
            return;
        }

        for (int index = 0; index < cases.Cases.Count; index++)
        {
            foreach (string input in cases.Cases[index].Inputs.Where(input => !File.Exists(Path.Combine(directory, "golden", input))))
            {
                problems.Add(new(file, new($"cases[{index}].inputs", $"golden/{input} is missing. Add it.")));
            }
        }

        if (manifest is not null)
        {
            var found = new List<ConfigProblem>();
            GoldenRules.Check(cases, manifest, found);
            problems.AddRange(found.Select(problem => new ReleaseProblem(file, problem)));
        }
    }
}
