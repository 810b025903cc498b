using System.Text.Json;
using Edge.Contracts;

namespace Edge.Inference.Tests.Protocol;

/// <summary>Jobs through the real program.</summary>
public sealed class InferenceProgramTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();
    private InferenceProgram _program = null!;
    private ReadyMessage _ready = null!;

    private static IReadOnlyList<string> Nodule => Releases.Inputs(Releases.Radiograph, "nodule");

    public async ValueTask InitializeAsync() =>
        (_program, _ready) = await InferenceProgram.ServeAsync(InferenceProgram.Configuration(_folder.Folder("scratch"), TestFolders.Releases, _folder.Path));

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task RunJob_Radiograph_WritesFindingsAndLineage()
    {
        RunJobMessage job = Jobs.Of(Releases.Radiograph, Scratch("1-1"), Nodule);

        (JobFinishedMessage finished, IReadOnlyList<string> stages) = await _program.RunAsync(job);

        Assert.Equal(new JobFinishedMessage(job.JobId, job.FencingToken, ResultOutcome.Completed, null), finished);
        Assert.Equal(["model", "load", "preprocess", "infer", "postprocess", "objects", "write"], stages);
        ResultDocument result = await ReadResultAsync(job);
        Assert.Equal([true, false], result.Findings.Select(finding => finding.Present));
        Assert.Equal(job.ResultId, result.ResultId);
        Assert.Equal(Jobs.Lineage, result.Lineage.Runtime);
        Assert.Equal(job.ModelDigest, result.Lineage.Model.Digest);
        Assert.Equal(("phantom-radiograph", "1.0.0"), (result.Lineage.Model.Name, result.Lineage.Model.Version));
        Assert.Equal(Sha256Of(Path.Combine(Releases.Radiograph, ModelManifest.FileName)), result.Lineage.Model.ManifestSha256);
        Assert.Equal(("cpu", _ready.OnnxRuntimeVersion, 2), (result.Lineage.Engine!.Rung, result.Lineage.Engine.OnnxRuntimeVersion, result.Lineage.Engine.Threads));
        Assert.Equal(new InputInstance(job.Unit.Instances[0].SopInstanceUid, Sha256Of(Nodule[0])), Assert.Single(result.Lineage.Inputs));
        Assert.Equal(_ready.Version, result.Lineage.InferenceVersion);
        Assert.True(result.Timings is { LoadMs: > 0, PreprocessMs: > 0, InferMs: > 0, TotalMs: > 0 });
    }

    [Fact]
    public async Task RunJob_CtSeriesInAnyOrder_MeasuresTheLesion()
    {
        string[] files = [.. Releases.Inputs(Releases.CtLesion, "lesion")];
        new Random(3).Shuffle(files);
        RunJobMessage job = Jobs.Of(Releases.CtLesion, Scratch("2-1"), files);

        (JobFinishedMessage finished, _) = await _program.RunAsync(job);

        Assert.Null(finished.Reason);
        GoldenCase golden = Releases.Golden(Releases.CtLesion).Cases.Single(each => each.Name == "lesion");
        Finding finding = Assert.Single((await ReadResultAsync(job)).Findings);
        Assert.True(finding.Present);
        Assert.Equal(golden.Expected.Findings[0].VolumeMl!.Value, finding.VolumeMl!.Value, golden.Tolerance.VolumeMl);
    }

    [Fact]
    public async Task RunJob_Twice_GivesTheSameFindingsBitForBit()
    {
        RunJobMessage first = Jobs.Of(Releases.CtLesion, Scratch("3-1"), Releases.Inputs(Releases.CtLesion, "lesion"), jobId: 3);
        RunJobMessage second = first with { JobId = 4, ScratchDirectory = Scratch("4-1") };
        await _program.RunAsync(first);
        await _program.RunAsync(second);
        Assert.Equal((await ReadResultAsync(first)).Findings, (await ReadResultAsync(second)).Findings);
    }

    [Fact]
    public async Task RunJob_AtOnceAfterTheLastFinished_IsTaken()
    {
        RunJobMessage job = Jobs.Of(Releases.Radiograph, Scratch("100"), Nodule);
        for (int id = 100; id < 160; id++)
        {
            (JobFinishedMessage finished, _) = await _program.RunAsync(job with { JobId = id });
            Assert.Equal(ResultOutcome.Completed, finished.Outcome);
        }
    }

    [Fact]
    public async Task RunJob_OutsideWhatTheModelAccepts_IsNotApplicableWithoutFindings()
    {
        RunJobMessage job = Jobs.Of(Releases.Radiograph, Scratch("5-1"), [Releases.Inputs(Releases.CtLesion, "lesion")[0]]);

        (JobFinishedMessage finished, IReadOnlyList<string> stages) = await _program.RunAsync(job);

        Assert.Equal(ResultOutcome.NotApplicable, finished.Outcome);
        Assert.Contains("CT Image Storage", finished.Reason, StringComparison.Ordinal);
        Assert.Equal(["model", "load", "write"], stages);
        ResultDocument result = await ReadResultAsync(job);
        Assert.Empty(result.Findings);
        Assert.Null(result.Lineage.Engine);
        Assert.Single(result.Lineage.Inputs);
    }

    [Fact]
    public async Task RunJob_ReleaseChangedAfterCommit_FailsAndNothingRuns()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.File("copy/1.0.0"));
        RunJobMessage job = Jobs.Of(release, Scratch("6-1"), Nodule);
        await File.AppendAllTextAsync(Path.Combine(release, "MODEL_CARD.md"), " ", TestContext.Current.CancellationToken);

        (JobFinishedMessage finished, _) = await _program.RunAsync(job);

        Assert.Equal(ResultOutcome.Failed, finished.Outcome);
        Assert.Contains("files have changed", finished.Reason, StringComparison.Ordinal);
        ResultDocument result = await ReadResultAsync(job);
        Assert.Null(result.Lineage.Model.ManifestSha256);
        Assert.Single(result.Lineage.Inputs);
    }

    [Fact]
    public async Task RunJob_GoldenCaseDoesNotAgree_TheModelDoesNotServe()
    {
        string release = Releases.Copy(Releases.Radiograph, _folder.File("copy/1.0.0"));
        string cases = Path.Combine(release, "golden", GoldenCases.FileName);
        GoldenCases golden = Releases.Golden(release);
        GoldenCase first = golden.Cases[0];
        GoldenProbe probe = first.Expected.Probes[0];
        GoldenCase other = first with { Expected = first.Expected with { Probes = [probe with { Value = probe.Value + 1 }] } };
        await File.WriteAllTextAsync(cases, JsonSerializer.Serialize(new GoldenCases([other]), EdgeJson.Default.GoldenCases), TestContext.Current.CancellationToken);

        (JobFinishedMessage finished, IReadOnlyList<string> stages) = await _program.RunAsync(Jobs.Of(release, Scratch("7-1"), Nodule));

        Assert.Equal(ResultOutcome.Failed, finished.Outcome);
        Assert.Contains($"'{first.Name}' does not agree", finished.Reason, StringComparison.Ordinal);
        Assert.Equal(["model", "load", "write"], stages);
    }

    [Fact]
    public async Task RunJob_PastItsDeadline_FailsAndTheProcessGoesOn()
    {
        (JobFinishedMessage late, _) = await _program.RunAsync(Jobs.Of(Releases.Radiograph, Scratch("8-1"), Nodule, jobId: 8, deadlineMs: 0));
        (JobFinishedMessage next, _) = await _program.RunAsync(Jobs.Of(Releases.Radiograph, Scratch("9-1"), Nodule, jobId: 9));
        Assert.Equal(ResultOutcome.Failed, late.Outcome);
        Assert.Contains("deadline", late.Reason, StringComparison.Ordinal);
        Assert.Equal(ResultOutcome.Completed, next.Outcome);
    }

    [Fact]
    public async Task RunJob_OlderLease_IsRefusedAndTouchesNothing()
    {
        await _program.RunAsync(Jobs.Of(Releases.Radiograph, Scratch("10-7"), Nodule, fencingToken: 7, jobId: 10));
        string stale = Scratch("10-6");
        (JobFinishedMessage finished, _) = await _program.RunAsync(Jobs.Of(Releases.Radiograph, stale, Nodule, fencingToken: 6, jobId: 10));
        Assert.Equal((ResultOutcome.Failed, 6), (finished.Outcome, finished.FencingToken));
        Assert.Empty(Directory.GetFileSystemEntries(stale));
    }

    [Fact]
    public async Task RunJob_TruncatedInstance_FailsWithTheReason()
    {
        string broken = _folder.File("broken.dcm");
        byte[] whole = await File.ReadAllBytesAsync(Nodule[0], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(broken, whole[..^1000], TestContext.Current.CancellationToken);
        (JobFinishedMessage finished, _) = await _program.RunAsync(Jobs.Of(Releases.Radiograph, Scratch("11-1"), [broken]));
        Assert.Equal(ResultOutcome.Failed, finished.Outcome);
        Assert.Contains("malformed", finished.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunJob_NoScratchDirectory_EndsTheProcessSoThatTheJobIsLeasedAgain()
    {
        await _program.SendAsync(Jobs.Of(Releases.Radiograph, _folder.File("scratch/none"), Nodule));
        (ExitCode code, string errors) = await _program.WaitForExitAsync();
        Assert.Equal(ExitCode.ScratchFailed, code);
        Assert.Contains("cannot be written", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shutdown_WhileIdle_Ends()
    {
        await _program.SendAsync(new ShutdownMessage());
        Assert.Equal(ExitCode.Done, (await _program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task Shutdown_AfterAJob_EndsWhenItIsDone()
    {
        RunJobMessage job = Jobs.Of(Releases.CtLesion, Scratch("12-1"), Releases.Inputs(Releases.CtLesion, "lesion"));
        await _program.SendAsync(job);
        await _program.SendAsync(new ShutdownMessage());
        Assert.Equal(ExitCode.Done, (await _program.WaitForExitAsync()).Code);
        Assert.Equal(ResultOutcome.Completed, (await ReadResultAsync(job)).Outcome);
    }

    private static string Sha256Of(string file) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));

    private static async Task<ResultDocument> ReadResultAsync(RunJobMessage job)
    {
        string json = await File.ReadAllTextAsync(Path.Combine(job.ScratchDirectory, ResultDocument.FileName), TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument)!;
    }

    private string Scratch(string name) => _folder.Folder($"scratch/{name}");
}
