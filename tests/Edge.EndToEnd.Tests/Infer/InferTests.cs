using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>edgectl infer through the real programs, on the golden inputs of the sample models, whose findings torch and numpy computed.</summary>
public sealed class InferTests : IDisposable
{
    private const string Radiograph = "phantom-radiograph";

    private readonly TemporaryFolder _folder = new();

    private string Input => Path.Combine(_folder.Path, "in");

    private string Output => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Infer_NestedMixedFolder_GivesTheExpectedFindingsAndSaysWhatItSkipped()
    {
        FillWithRadiographs();
        Copy("phantom-ct-lesion", "lesion/1.dcm", "deep/ct/1.dcm");
        File.Copy(Path.Combine(Input, "a/nodule/1.dcm"), Path.Combine(Input, "again.dcm"));
        await WriteAsync("notes.txt", "not an image");
        await WriteAsync("empty", string.Empty);
        byte[] broken = await File.ReadAllBytesAsync(Path.Combine(Input, "again.dcm"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(Input, "broken.dcm"), broken[..400], TestContext.Current.CancellationToken);

        Outcome outcome = await InferAsync(Radiograph);

        JsonNode summary = Summary(outcome);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal((5, 4, 3, 1, 0), (Count(summary, "units"), Count(summary, "completed"), Count(summary, "positive"), Count(summary, "notApplicable"), Count(summary, "failed")));
        Assert.Equal(1, Count(summary, "duplicates"));
        JsonArray skipped = summary["skipped"]!.AsArray();
        Assert.Equal(["broken.dcm", "empty", "notes.txt"], skipped.Select(file => file!["path"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.True(skipped.Single(file => file!["path"]!.GetValue<string>() == "broken.dcm")!["isTrouble"]!.GetValue<bool>());
        JsonNode remark = Assert.Single(summary["remarks"]!.AsArray())!;
        Assert.Contains("deep/ct/1.dcm", remark["files"]!.GetValue<string>(), StringComparison.Ordinal);
        AssertFindings();
    }

    [Fact]
    public async Task Infer_SeriesModel_TakesEachSeriesAsOneUnit()
    {
        foreach (string golden in (string[])["lesion", "nothing"])
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Release("phantom-ct-lesion"), "golden", golden)))
            {
                Copy("phantom-ct-lesion", $"{golden}/{Path.GetFileName(file)}", $"{Path.GetFileName(file)}/{golden}");
            }
        }

        JsonNode summary = Summary(await InferAsync("phantom-ct-lesion"));

        Assert.Equal((2, 2, 1), (Count(summary, "units"), Count(summary, "completed"), Count(summary, "positive")));
    }

    [Fact]
    public async Task Infer_KilledAndStartedAgain_GoesOnAndRunsNothingTwice()
    {
        FillWithRadiographs();
        Summary(await InferAsync(Radiograph, "--limit", "2"));
        Dictionary<string, DateTime> first = Results().ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(2, first.Count);
        using (Process killed = Tool.Start(Checkout.Program("edgectl"), "edgectl", Arguments(Radiograph)))
        {
            // At its first word of a unit it is in the middle of the folder.
            while (await killed.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith('['))
            {
            }

            Tool.Kill(killed);
        }

        foreach (string result in Results())
        {
            _ = Read(result);
        }

        JsonNode summary = Summary(await InferAsync(Radiograph));

        Assert.True(summary["isComplete"]!.GetValue<bool>());
        Assert.True(Count(summary, "doneBefore") >= 2, summary.ToJsonString());
        Assert.All(first, before => Assert.Equal(before.Value, File.GetLastWriteTimeUtc(before.Key)));
        Assert.Empty(Directory.GetDirectories(Output, ".scratch"));
        AssertFindings();
    }

    [Fact]
    public async Task Infer_InputsChanged_OnlyThatUnitRunsAgain()
    {
        FillWithRadiographs();
        Summary(await InferAsync(Radiograph));
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(Input, "a/nothing/1.dcm"), TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(Input, "a/nothing/1.dcm"), bytes, TestContext.Current.CancellationToken);

        JsonNode summary = Summary(await InferAsync(Radiograph));

        Assert.Equal((4, 3), (Count(summary, "completed"), Count(summary, "doneBefore")));
        Assert.Equal(4, Results().Length);
    }

    [Fact]
    public async Task Infer_TwoContentsUnderOneUid_AreHeld()
    {
        FillWithRadiographs();
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(Input, "a/nodule/1.dcm"), TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(Input, "other.dcm"), bytes, TestContext.Current.CancellationToken);

        Outcome outcome = await InferAsync(Radiograph);

        JsonNode summary = Summary(outcome);
        Assert.Equal((1, 1, 3), (outcome.ExitCode, Count(summary, "held"), Count(summary, "completed")));
        Assert.Contains("other.dcm have one SOP Instance UID", summary["remarks"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ProgramDiesOnOneUnit_ThatUnitIsSetAsideAfterThreeDeathsAndOthersGoOn()
    {
        FillWithRadiographs();
        string program = Path.Combine(_folder.Path, "dying-inference");
        await File.WriteAllTextAsync(
            program,
            $"#!/usr/bin/python3\nimport sys\nsys.argv[1:1] = ['{Checkout.Program("edge-inference")}', '{Path.Combine(Input, "a/nodule/1.dcm")}']\n"
                + await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "tests", "Edge.EndToEnd.Tests", "Infer", "dies_on.py"), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Outcome outcome = await InferAsync(Radiograph, "--program", program);

        JsonNode summary = Summary(outcome);
        Assert.Equal((1, 1, 3), (outcome.ExitCode, Count(summary, "failed"), Count(summary, "completed")));
        Assert.Contains("ended 3 times with it", summary["remarks"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("signal 9", summary["remarks"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>4608 × 4608 pixels of 4 bytes are 81 MiB: more than the least that a device may give a job, which the configuration says.</summary>
    [Fact]
    public async Task Infer_DeviceConfiguration_RefusesWhatThatDeviceHasNoMemoryFor()
    {
        Copy(Radiograph, "nodule/1.dcm", "small.dcm");
        const string Script = """
            import sys, numpy, pydicom, pydicom.uid
            ds = pydicom.dcmread(sys.argv[1])
            pixels = numpy.zeros((4608, 4608), ds.pixel_array.dtype)
            pixels[:200, :200] = ds.pixel_array[:200, :200]
            ds.Rows, ds.Columns, ds.PixelData = 4608, 4608, pixels.tobytes()
            ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
            ds.save_as(sys.argv[2])
            """;
        Outcome made = await Tool.RunAsync(
            "/usr/bin/python3", "python3-pydicom", ["-c", Script, Path.Combine(Input, "small.dcm"), Path.Combine(Input, "large.dcm")], TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        JsonNode config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "device-configs", "workstation.json"), TestContext.Current.CancellationToken))!;
        config["scheduling"] = new JsonObject { ["routineWaitSeconds"] = null, ["backfillWaitSeconds"] = null, ["backfillAfterHours"] = null, ["memoryMiB"] = 64 };
        string file = Path.Combine(_folder.Path, "device.json");
        await File.WriteAllTextAsync(file, config.ToJsonString(), TestContext.Current.CancellationToken);

        Outcome outcome = await InferAsync(Radiograph, "--config", file, "--program", Checkout.Program("edge-inference"));

        JsonNode summary = Summary(outcome);
        Assert.Equal((1, 1), (Count(summary, "completed"), Count(summary, "failed")));
        Assert.Contains("and a job may take 64.", summary["remarks"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static string Release(string model) => Path.Combine(Checkout.Root, "tools", "models", "releases", model, "1.0.0");

    private static int Count(JsonNode summary, string member) => summary[member]!.GetValue<int>();

    private static ResultDocument Read(string file) => JsonSerializer.Deserialize(File.ReadAllText(file), EdgeJson.Default.ResultDocument)!;

    private void FillWithRadiographs()
    {
        foreach (string golden in (string[])["nodule", "nothing", "effusion-monochrome1", "both-monochrome1"])
        {
            Copy(Radiograph, $"{golden}/1.dcm", $"a/{golden}/1.dcm");
        }
    }

    private void Copy(string model, string golden, string to)
    {
        string target = Path.Combine(Input, to);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(Release(model), "golden", golden), target);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(Input, name), text, TestContext.Current.CancellationToken);

    private string[] Results() =>
        Directory.Exists(Path.Combine(Output, "results")) ? Directory.GetFiles(Path.Combine(Output, "results"), ResultDocument.FileName, SearchOption.AllDirectories) : [];

    /// <summary>Every golden case has its findings, within its tolerance.</summary>
    private void AssertFindings()
    {
        GoldenCases golden = JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(Release(Radiograph), "golden", GoldenCases.FileName)), EdgeJson.Default.GoldenCases)!;
        ResultDocument[] results = [.. Results().Select(Read).Where(result => result.Outcome == ResultOutcome.Completed)];
        Assert.Equal(golden.Cases.Count, results.Length);
        foreach (GoldenCase each in golden.Cases)
        {
            string note = $"a/{each.Inputs[0]}";
            ResultDocument result = Read(Results().Single(file => File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "unit.json")).Contains(note, StringComparison.Ordinal)));
            foreach (GoldenFinding expected in each.Expected.Findings)
            {
                Finding found = result.Findings.Single(finding => finding.Label == expected.Label);
                Assert.Equal(expected.Present, found.Present);
                Assert.Equal(expected.Probability!.Value, found.Probability!.Value, each.Tolerance.Probability);
            }
        }
    }

    private string[] Arguments(string model, params string[] more) => ["infer", "--model", Release(model), "--in", Input, "--out", Output, "--json", .. more];

    private Task<Outcome> InferAsync(string model, params string[] more) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", Arguments(model, more), TestContext.Current.CancellationToken);

    private static JsonNode Summary(Outcome outcome) =>
        outcome.Output.Length > 0 ? JsonNode.Parse(outcome.Output)! : throw new InvalidOperationException($"No summary: {outcome.Errors}");
}
