using System.Diagnostics;
using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Results;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>A committed result run again, with a real child process, a double that behaves otherwise the second time as told.</summary>
public sealed class ResultReplayTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestAppliance _appliance = new(
        TimeProvider.System, Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"), TestAppliance.Route("ct", "double", "Modality", "CT"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("finish", ReplayVerdict.Identical, null)]
    [InlineData("finish-near", ReplayVerdict.WithinTolerance, "findings[0].probability")]
    [InlineData("finish-far", ReplayVerdict.Different, "findings[0].present")]
    [InlineData("not-applicable", ReplayVerdict.Different, "outcome")]
    public async Task Replay_RunsAgain_SaysHowTheTwoCompare(string second, ReplayVerdict expected, string? where)
    {
        string resultId = await CommitAsync($"[\"finish\", \"{second}\"]");
        ReplayReport report = await ReplayAsync(resultId);
        Assert.Equal((expected, (string?)null), (report.Verdict, report.Reason));
        Assert.Equal(where is null, report.Differences.Count == 0);
        Assert.True(where is null || report.Differences.Any(difference => difference.Where == where), string.Join("; ", report.Differences));
        AssertNothingCommitted();
    }

    [Fact]
    public async Task Replay_SameObjects_IsIdentical()
    {
        string resultId = await CommitAsync("\"objects\"");
        Assert.Equal(ReplayVerdict.Identical, (await ReplayAsync(resultId)).Verdict);
    }

    [Theory]
    [InlineData(1024, "seg.dcm PixelData", ReplayVerdict.Different)]
    [InlineData(-1, "sr.dcm", ReplayVerdict.Different)]
    public async Task Replay_ObjectsOtherThanTheCommittedOnes_SaysWhichAndWhere(int pixel, string where, ReplayVerdict expected)
    {
        string resultId = await CommitAsync("\"objects\"");
        string directory = _appliance.Get<ResultFiles>().PathOf(resultId);
        ChangeCommitted(directory, document => document with
        {
            Objects = pixel < 0
                ? [.. document.Objects.Where(one => one.Kind != ResultObjectKind.StructuredReport)]
                : [.. document.Objects.Select(one => one.File == "seg.dcm" ? one with { Sha256 = new string('0', 64) } : one)],
        });
        if (pixel > 0)
        {
            byte[] file = await File.ReadAllBytesAsync(Path.Combine(directory, "seg.dcm"), Cancel);
            file[^pixel] ^= 1;
            await File.WriteAllBytesAsync(Path.Combine(directory, "seg.dcm"), file, Cancel);
        }

        ReplayReport report = await ReplayAsync(resultId);
        ReplayDifference difference = Assert.Single(report.Differences);
        Assert.Equal((expected, where, false), (report.Verdict, difference.Where, difference.IsWithinTolerance));
    }

    [Fact]
    public async Task Replay_InputGone_SaysSo()
    {
        string resultId = await CommitAsync("\"finish\"");
        File.Delete(Directory.GetFiles(_appliance.Data.Inbox, "*.dcm", SearchOption.AllDirectories)[0]);
        await AssertImpossibleAsync(resultId, "1 of its 2 inputs are no longer stored. Have the study sent again; a new result is made of it then.");
    }

    [Fact]
    public async Task Replay_InputChanged_SaysWhich()
    {
        string resultId = await CommitAsync("\"finish\"");
        await File.AppendAllTextAsync(Directory.GetFiles(_appliance.Data.Inbox, "*.dcm", SearchOption.AllDirectories).Order().First(), "x", Cancel);
        await AssertImpossibleAsync(
            resultId, "The stored file of 1.2.840.99.7.1 is no longer what the result was made from. Run edgectl inbox verify, which says what else changed.");
    }

    [Fact]
    public async Task Replay_ModelGoneOrAnother_SaysWhichToInstall()
    {
        string resultId = await CommitAsync("\"finish\"");
        string release = Path.Combine(_appliance.Config.Models.Directory, "double", "1.0.0");
        string digest = ReleaseDigest.Compute(release);
        await File.WriteAllTextAsync(Path.Combine(release, "model.onnx"), "another", Cancel);
        await AssertImpossibleAsync(
            resultId, $"The model store holds another double 1.0.0 than it was made with. Install the release with digest {digest}, then try again.");
        Directory.Delete(release, recursive: true);
        ReplayReport report = await ReplayAsync(resultId);
        Assert.StartsWith("Its model double 1.0.0 cannot run: version 1.0.0 cannot be read", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_ProcessDies_SaysSoAndChargesNoJob()
    {
        string resultId = await CommitAsync("[\"finish\", \"segfault\"]");
        await AssertImpossibleAsync(
            resultId,
            "The inference process was ended by signal 11 (SIGSEGV) in stage infer. Try again; when that goes on, report it with the model's name and version.");
        Assert.Equal(0, _appliance.Scalar<long>("SELECT deaths FROM jobs"));
    }

    [Fact]
    public Task Replay_UnknownResult_SaysWhereTheyAreListed() =>
        AssertImpossibleAsync("nothing", "There is no result nothing. edgectl result list shows what there is.");

    [Fact]
    public async Task Replay_JobDue_GivesWayAndRunsAfterIt()
    {
        string resultId = await CommitAsync("[\"finish\", \"hang-once\"]");
        Task<ReplayReport> replay = ReplayAsync(resultId);
        await UntilAsync(() => File.Exists(Path.Combine(_appliance.Config.Models.Directory, "double", "hung")));

        // Another study comes while the replay hangs: it ends, and leaves nothing.
        _appliance.Receive("1.2.840.99.8.1", "1.2.840.99.8", study: "1.2.840.99.80");
        _appliance.CompleteAndPlan("1.2.840.99.80");
        await UntilAsync(() => !Directory.Exists(_appliance.Data.Replay));
        Assert.False(replay.IsCompleted);
        await RunJobsAsync(2);
        Assert.Equal(ReplayVerdict.Identical, (await replay).Verdict);
    }

    public void Dispose() => _appliance.Dispose();

    private async Task<string> CommitAsync(string behaviour)
    {
        _appliance.AddRelease("double", UnitKind.Series, behaviour: $"{{\"default\": {behaviour}}}");
        _appliance.Receive("1.2.840.99.7.1", "1.2.840.99.7");
        _appliance.Receive("1.2.840.99.7.2", "1.2.840.99.7");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
        await RunJobsAsync(1);
        return _appliance.Detail().Summary.Units.Single().ResultId!;
    }

    private async Task RunJobsAsync(int results)
    {
        JobDispatcher dispatcher = _appliance.Workers<JobDispatcher>()[0];
        await dispatcher.StartAsync(Cancel);
        await UntilAsync(() => _appliance.Scalar<long>("SELECT count(*) FROM results") == results);
        await dispatcher.StopAsync(Cancel);
    }

    private Task<ReplayReport> ReplayAsync(string resultId) => _appliance.Get<ResultReplay>().RunAsync(resultId, Cancel);

    private async Task AssertImpossibleAsync(string resultId, string reason)
    {
        ReplayReport report = await ReplayAsync(resultId);
        Assert.Equal((ReplayVerdict.Impossible, reason), (report.Verdict, report.Reason));
        Assert.False(Directory.Exists(_appliance.Data.Replay));
    }

    private void AssertNothingCommitted()
    {
        Assert.Equal((1, 1), (_appliance.Scalar<long>("SELECT count(*) FROM results"), _appliance.Scalar<long>("SELECT attempts FROM jobs")));
        Assert.Single(Directory.GetDirectories(_appliance.Data.Results));
        Assert.False(Directory.Exists(_appliance.Data.Replay));
    }

    private void ChangeCommitted(string directory, Func<ResultDocument, ResultDocument> change)
    {
        ResultDocument document = change(System.Text.Json.JsonSerializer.Deserialize(
            File.ReadAllBytes(Path.Combine(directory, ResultDocument.FileName)), EdgeJson.Default.ResultDocument)!);
        string json = System.Text.Json.JsonSerializer.Serialize(document, EdgeJson.Default.ResultDocument);
        _appliance.Store.Write((connection, transaction) => Dapper.SqlMapper.Execute(connection, "UPDATE results SET document = @json", new { json }, transaction));
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        var elapsed = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.True(elapsed.Elapsed < Deadline, $"Not reached within {Deadline}");
            await Task.Delay(10, Cancel);
        }
    }
}
