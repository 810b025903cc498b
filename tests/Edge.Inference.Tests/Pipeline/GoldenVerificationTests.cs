using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Edge.Contracts;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>
/// Golden cases stage by stage. What is expected of each stage was computed by tools/models with numpy, scipy and torch; a change to the release moves
/// what our pipeline does away from it, and must be found where it was made.
/// </summary>
public sealed class GoldenVerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("phantom-radiograph")]
    [InlineData("phantom-ct-lesion")]
    public void Run_SampleRelease_EveryStageAgreesWithTheReference(string name)
    {
        foreach (GoldenCaseReport report in Verify(Releases.Directory(name)))
        {
            Assert.True(report.Diverges is null, $"{report.Case} {report.Diverges}: {report.Reason}");
            string[] compared = [.. report.Stages.Where(stage => stage.Agreement is not null).Select(stage => stage.Stage)];
            GoldenCase golden = Releases.Golden(Releases.Directory(name)).Cases.Single(each => each.Name == report.Case);
            Assert.Equal(golden.Stages!.Select(stage => stage.Stage), compared);
        }
    }

    [Theory]
    [InlineData("voi-window", "source", "\"full-range\"")]
    [InlineData("resize", "antialias", "false")]
    [InlineData("normalize", "mean", "[0.25]")]
    public void Run_AStepOfTheManifestIsAnother_ThatStepIsTheFirstToDiverge(string step, string member, string value)
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        int index = Edit(release, "manifest.json", manifest =>
        {
            JsonArray steps = manifest["preprocess"]!.AsArray();
            int found = steps.Select((each, at) => (each, at)).First(pair => pair.each!["step"]!.GetValue<string>() == step).at;
            steps[found]![member] = JsonNode.Parse(value);
            return found;
        });

        GoldenCaseReport report = Verify(release)[0];

        string stage = string.Create(CultureInfo.InvariantCulture, $"preprocess[{index}] {step}");
        Assert.Equal(stage, report.Diverges);
        Assert.Contains("the greatest difference is at", report.Reason, StringComparison.Ordinal);
        Assert.All(report.Stages.TakeWhile(each => each.Stage != stage), each => Assert.True(each.Agreement!.Agrees));
    }

    [Fact]
    public void Run_OnePixelOutsideTheProbesIsAnother_LoadIsTheFirstToDivergeByItsDigest()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        string file = Path.Combine(release, "golden", "nodule", "1.dcm");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^778] ^= 1;
        File.WriteAllBytes(file, bytes);

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("load", report.Diverges);
        Assert.Contains("though the probes and statistics agree", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SizesAreOthers_TheShapesAreNamed()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        Edit(release, Path.Combine("golden", "cases.json"), cases =>
        {
            JsonNode resize = cases["cases"]![0]!["stages"]!.AsArray().Single(stage => stage!["stage"]!.GetValue<string>() == "preprocess[3] resize")!;
            resize["shape"] = new JsonArray(1, 64, 64);
            return 0;
        });

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("preprocess[3] resize", report.Diverges);
        Assert.Equal("it has the shape [1,128,128], expected [1,64,64].", report.Reason);
    }

    [Fact]
    public void Run_FindingIsAnother_FindingsDiverge()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        Edit(release, "manifest.json", manifest =>
        {
            JsonArray steps = manifest["postprocess"]!.AsArray();
            steps.Single(step => step!["step"]!.GetValue<string>() == "threshold")!["operatingPoints"] = new JsonArray(0.999, 0.5);
            return 0;
        });

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("findings", report.Diverges);
        Assert.Equal("the finding 'nodule' is absent.", report.Reason);
    }

    [Fact]
    public void Run_InputIsNotApplicable_TheOutcomeDiverges()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        Edit(release, "manifest.json", manifest =>
        {
            manifest["accepts"]!["modalities"] = new JsonArray("US");
            return 0;
        });

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("outcome", report.Diverges);
        Assert.Contains("NotApplicable before any stage", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StageOfAnotherName_IsMissed()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        Edit(release, Path.Combine("golden", "cases.json"), cases =>
        {
            cases["cases"]![0]!["stages"]![1]!["stage"] = "preprocess[0] modality";
            return 0;
        });

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("preprocess[0] modality", report.Diverges);
        Assert.Contains("none of that name", report.Reason, StringComparison.Ordinal);
    }

    /// <summary>Probes are in the units of the network's output, whatever the case says of stages.</summary>
    [Theory]
    [InlineData("\"index\": [0, 0], \"value\": 9.5", "the output at [0,0] is")]
    [InlineData("\"index\": [0, 7], \"value\": 0", "a probe lies at [0,7], outside the output of [1,2].")]
    [InlineData("\"index\": [0, 0], \"value\": 0, \"tensor\": \"mask\"", "a probe lies at [0,0] of mask, which gave nothing there.")]
    public void Run_ProbeIsAnother_ProbesDiverge(string probe, string reason)
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        Edit(release, Path.Combine("golden", "cases.json"), cases =>
        {
            cases["cases"]![0]!["expected"]!["probes"] = JsonNode.Parse($"[{{{probe}}}]");
            return 0;
        });

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("probes", report.Diverges);
        Assert.StartsWith(reason, report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ProbeInAWindowIsAnother_ProbesDiverge()
    {
        string release = Releases.Copy(Releases.CtLesion, _folder.Folder("release"));
        Edit(release, "manifest.json", manifest =>
        {
            manifest["preprocess"]!.AsArray().Add(JsonNode.Parse("""{"step": "tile", "size": [64, 64, 64], "overlap": 0.25, "blend": "constant"}"""));
            return 0;
        });
        Edit(release, Path.Combine("golden", "cases.json"), cases =>
        {
            cases["cases"]![0]!["stages"] = null;
            cases["cases"]![0]!["expected"]!["probes"] = JsonNode.Parse("""[{"index": [0, 1, 2, 3, 4], "value": 1000}]""");
            cases["cases"]![1]!["stages"] = null;
            cases["cases"]![1]!["expected"]!["probes"] = JsonNode.Parse("""[{"index": [0, 1, 2000, 3, 4], "value": 0}]""");
            return 0;
        });

        List<GoldenCaseReport> reports = Verify(release);

        Assert.Equal(("probes", "probes"), (reports[0].Diverges, reports[1].Diverges));
        Assert.Contains("expected 1000", reports[0].Reason, StringComparison.Ordinal);
        Assert.Contains("gave nothing there", reports[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FindingThatNobodyListed_FindingsDiverge()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.Folder("release"));
        Edit(release, Path.Combine("golden", "cases.json"), cases =>
        {
            cases["cases"]![0]!["expected"]!["findings"]!.AsArray().RemoveAt(1);
            return 0;
        });

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("findings", report.Diverges);
        Assert.Contains("came out, and the case lists none of that label", report.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lesion", 1000, "has ")]
    [InlineData("liver", 1, "no segment has the label 'liver'.")]
    public void Run_SegmentIsAnother_SegmentsDiverge(string label, double volumeMl, string words)
    {
        string release = Releases.Copy(Releases.CtLesion, _folder.Folder("release"));
        Edit(release, Path.Combine("golden", "cases.json"), cases =>
        {
            cases["cases"]![0]!["expected"]!["segments"] = new JsonArray(new JsonObject { ["label"] = label, ["volumeMl"] = volumeMl });
            return 0;
        });

        GoldenCaseReport report = Verify(release)[0];

        Assert.Equal("segments", report.Diverges);
        Assert.Contains(words, report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Dump_NumPyReadsTheStagesThatWereReported()
    {
        GoldenCaseReport report = Verify(Releases.CtLesion, new StageDump(_folder.Path))[0];
        const string Script = """
            import json, sys
            import numpy as np
            for path in sys.argv[1:]:
                values = np.load(path)
                print(json.dumps([list(values.shape), float(values.min()), float(values.max()), float(values.mean(dtype=np.float64))]))
            """;
        string[] files = [.. report.Stages.Select(stage => _folder.File(stage.DumpFile!))];
        using Process numpy = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script, .. files]) { RedirectStandardOutput = true })!;

        foreach (StageReport stage in report.Stages)
        {
            JsonArray read = JsonNode.Parse(numpy.StandardOutput.ReadLine()!)!.AsArray();
            Assert.Equal(stage.Shape, read[0]!.AsArray().Select(size => size!.GetValue<long>()));
            Assert.Equal((stage.Statistics!.Min, stage.Statistics.Max), (read[1]!.GetValue<double>(), read[2]!.GetValue<double>()));
            Assert.Equal(stage.Statistics.Mean, read[3]!.GetValue<double>(), 1e-9 * Math.Max(1, Math.Abs(stage.Statistics.Mean)));
        }

        numpy.WaitForExit();
        Assert.Equal(0, numpy.ExitCode);
    }

    private static List<GoldenCaseReport> Verify(string release, StageDump? dump = null)
    {
        var loader = new ModelLoader(new EngineSettings(["cpu"], Threads: 2, SpinDurationUs: 0)) { ChecksGoldenCases = false };
        using LoadedModel? model = loader.Load(release, ReleaseDigest.Compute(release), out _, out string? refusal, CancellationToken.None);
        Assert.Null(refusal);
        GoldenCases cases = Releases.Golden(release);
        return [.. cases.Cases.Select(golden => new GoldenVerification(model!, dump).Run(release, golden, CancellationToken.None))];
    }

    private static int Edit(string release, string file, Func<JsonNode, int> edit)
    {
        string path = Path.Combine(release, file);
        JsonNode root = JsonNode.Parse(File.ReadAllText(path))!;
        int answer = edit(root);
        File.WriteAllText(path, root.ToJsonString());
        return answer;
    }
}
