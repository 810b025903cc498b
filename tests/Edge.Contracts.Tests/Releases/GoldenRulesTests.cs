using System.Text.Json.Nodes;

namespace Edge.Contracts.Tests.Releases;

/// <summary>Golden cases that would compare nothing, or what can never come out, are refused before a release is signed.</summary>
public sealed class GoldenRulesTests : IDisposable
{
    private const string Ct = "phantom-ct-lesion";
    private const string Radiograph = "phantom-radiograph";
    private const string Finding = "cases.0.expected.findings.0";

    private readonly ReleaseCopy _release = new();

    /// <summary>A release, the change as member path and JSON, the path that must be reported, and words of its message.</summary>
    public static TheoryData<string, string, string, string, string> Broken => new()
    {
        { Radiograph, $"{Finding}.label", "\"tumour\"", "cases[0].expected.findings[0].label", "nodule, pleural effusion" },
        { Radiograph, $"{Finding}.label", "\"tumour\"", "cases[0].expected.findings", "Nothing is said of 'nodule'" },
        { Radiograph, $"{Finding}.label", "\"pleural effusion\"", "cases[0].expected.findings[1].label", "twice" },
        { Radiograph, $"{Finding}.probability", "3.5", "cases[0].expected.findings[0].probability", "sigmoid" },
        { Radiograph, $"{Finding}.probability", "null", "cases[0].expected.findings[0].probability", "0 to 1" },
        { Radiograph, "cases.0.expected.findings", "[]", "cases[0].expected.findings", "Nothing is said of 'nodule', 'pleural effusion'" },
        { Radiograph, "cases.0.expected.outcome", "\"not-applicable\"", "cases[0].expected", "nothing to compare" },
        { Radiograph, "cases.0.expected.outcome", "\"failed\"", "cases[0].expected.outcome", "completed or not-applicable" },
        { Radiograph, "cases.0.expected.segments", "[{\"label\": \"nodule\", \"volumeMl\": 1}]", "cases[0].expected.segments[0].label", "No segment" },
        { Radiograph, "cases.0.expected.probes", "[{\"index\": [0, 0], \"value\": 1, \"tensor\": \"mask\"}]", "cases[0].expected.probes[0].tensor", "logits" },
        { Radiograph, "cases.0.expected.probes", "[{\"index\": [0], \"value\": 1}]", "cases[0].expected.probes[0].index", "2 numbers" },
        { Radiograph, "cases.0.expected.probes", "[{\"index\": [0, -1], \"value\": 1}]", "cases[0].expected.probes[0].index", "from 0" },
        { Radiograph, "cases.0.tolerance.probability", "-1", "cases[0].tolerance.probability", "from 0" },
        { Radiograph, $"{Finding}.value", "1", "cases[0].tolerance.value", "largest difference" },
        { Radiograph, "cases.0.inputs", "[]", "cases[0].inputs", "the one image" },
        { Radiograph, "cases.1.name", "\"nodule\"", "cases[1].name", "twice" },
        { Ct, $"{Finding}.volumeMl", "null", "cases[0].expected.findings[0].volumeMl", "measure" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Check_BrokenCase_SaysWhereAndWhatToWrite(string name, string member, string json, string path, string words)
    {
        _release.Take(name);
        _release.Change("golden/cases.json", member, json);
        IReadOnlyList<ReleaseProblem> problems = ReleaseCheck.Check(_release.Directory, static _ => true);
        Assert.True(
            problems.Any(problem => problem.Problem.Path == path && problem.Problem.Message.Contains(words, StringComparison.Ordinal)),
            $"{path} with '{words}' is not among:\n{string.Join('\n', problems)}");
    }

    [Fact]
    public void Check_CasesThatAreAllNotApplicable_CompareNothing()
    {
        _release.Take(Radiograph);
        JsonNode cases = _release.Read("golden/cases.json");
        foreach (JsonNode? golden in cases["cases"]!.AsArray())
        {
            golden!["expected"] = JsonNode.Parse("""{"outcome": "not-applicable", "findings": [], "segments": [], "probes": []}""");
        }

        _release.Write("golden/cases.json", cases);
        ReleaseProblem problem = Assert.Single(ReleaseCheck.Check(_release.Directory, static _ => true));
        Assert.Equal(("cases", true), (problem.Problem.Path, problem.Problem.Message.Contains("None is completed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_SegmenterWhoseCasesHaveNoNumber_IsTold()
    {
        _release.Take(Ct);
        JsonNode manifest = _release.Read("manifest.json");
        JsonArray steps = manifest["postprocess"]!.AsArray();
        steps.Remove(steps.Single(step => step!["step"]!.GetValue<string>() == "measure"));
        _release.Write("manifest.json", manifest);
        JsonNode cases = _release.Read("golden/cases.json");
        JsonNode first = cases["cases"]![0]!;
        first["stages"] = null;
        (first["expected"]!["probes"], first["expected"]!["segments"]) = (new JsonArray(), new JsonArray());
        foreach (JsonNode? golden in cases["cases"]!.AsArray())
        {
            golden!["expected"]!["findings"]![0]!["volumeMl"] = null;
        }

        _release.Write("golden/cases.json", cases);
        ReleaseProblem problem = Assert.Single(ReleaseCheck.Check(_release.Directory, static _ => true));
        Assert.Equal("cases[0].expected", problem.Problem.Path);
        Assert.Contains("Add probes, stages", problem.Problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _release.Dispose();
}
