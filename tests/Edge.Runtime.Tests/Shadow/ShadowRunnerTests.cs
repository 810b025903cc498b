using System.Diagnostics;
using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Shadow;

namespace Edge.Runtime.Tests.Shadow;

/// <summary>A release held against the one that serves, with a real child process, a double that behaves as told.</summary>
public sealed class ShadowRunnerTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestAppliance _appliance = new(
        TimeProvider.System, Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"), TestAppliance.Route("ct", "double", "Modality", "CT"));

    private long _outboxRows;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("finish", 1, 0.0)]
    [InlineData("finish-far", 0, 0.5)]
    public async Task Run_BothReadTheStudy_SaysHowTheyCompare(string second, int sameCall, double difference)
    {
        string resultId = await CommitAsync($"\"{second}\"");
        ShadowReport report = await RunAsync();

        Assert.Equal(ShadowOutcome.Compared, report.Outcome);
        Assert.Equal(resultId, report.Study!.ResultId);
        ShadowAgreement agreement = report.Study.Agreement!;
        Assert.Equal((null, 1, sameCall), (agreement.NotCompleted, agreement.Findings, agreement.SameCall));
        Assert.Equal(new LabelledFigure("double", difference), agreement.Probability);
        Assert.Equal((10.0, 10.0), (agreement.Was.Ms, agreement.Now!.Ms));
        AssertNothingCommitted();
    }

    [Theory]
    [InlineData("not-applicable", "It has 3 slices; the model needs 10.")]
    [InlineData("segfault", "Its process was ended by signal 11 (SIGSEGV) in stage infer.")]
    public async Task Run_ReleaseComesToNoResult_SaysWhy(string second, string reason)
    {
        await CommitAsync($"\"{second}\"");
        ShadowAgreement agreement = (await RunAsync()).Study!.Agreement!;
        Assert.Equal((reason, 0), (agreement.NotCompleted, agreement.SameCall));
        AssertNothingCommitted();
        Assert.Equal(0, _appliance.Scalar<long>("SELECT deaths FROM jobs"));
    }

    [Fact]
    public async Task Run_FailsForAReasonThatMayPass_SaysSo()
    {
        await CommitAsync("\"may-pass\"");
        ShadowReport report = await RunAsync();
        Assert.Equal((ShadowOutcome.FailedForNow, "The model was not loaded.", null), (report.Outcome, report.Reason, report.Study));
    }

    [Fact]
    public async Task Run_AfterTheLastStudy_WaitsForTheNext()
    {
        await CommitAsync("\"finish\"");
        ShadowStudy study = (await RunAsync()).Study!;
        ShadowReport report = await RunAsync(study.CommittedAt, study.ResultId);
        Assert.Equal((ShadowOutcome.Waits, "It waits for studies that 1.0.0 reads."), (report.Outcome, report.Reason));
    }

    [Fact]
    public async Task Run_InputGone_PassesItOver()
    {
        string resultId = await CommitAsync("\"finish\"");
        File.Delete(Directory.GetFiles(_appliance.Data.Inbox, "*.dcm", SearchOption.AllDirectories)[0]);
        ShadowReport report = await RunAsync();
        Assert.Equal((ShadowOutcome.PassedOver, resultId, null), (report.Outcome, report.Study!.ResultId, report.Study.Agreement));
        Assert.StartsWith("None of its inputs is stored", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LittleMemory_Waits()
    {
        await CommitAsync("\"finish\"");
        _appliance.SpareMiB = 511;
        ShadowReport report = await RunAsync();
        Assert.Equal((ShadowOutcome.Waits, "511 MiB of memory are free, and 512 are needed beside the model that serves."), (report.Outcome, report.Reason));
        _appliance.SpareMiB = 512;
        Assert.Equal(ShadowOutcome.Compared, (await RunAsync()).Outcome);
    }

    [Fact]
    public async Task Run_ReleaseWorksOnOtherUnits_SaysSo()
    {
        await CommitAsync("\"finish\"");
        _appliance.AddRelease("double", UnitKind.Instance, version: "2.0.0");
        Serve("1.0.0");
        ShadowReport report = await RunAsync();
        Assert.Equal((ShadowOutcome.Waits, "It works on other units than 1.0.0, so that no study can be compared."), (report.Outcome, report.Reason));
    }

    [Fact]
    public async Task Run_ReleaseNotThere_IsImpossible()
    {
        await CommitAsync("\"finish\"");
        Directory.Delete(Path.Combine(_appliance.Config.Models.Directory, "double", "2.0.0"), recursive: true);
        Assert.Equal(ShadowOutcome.Impossible, (await RunAsync()).Outcome);
    }

    [Fact]
    public async Task Run_JobDue_GivesWayAndReadsItAfterwards()
    {
        await CommitAsync("\"hang-once\"");
        Task<ShadowReport> comparing = RunAsync();
        await UntilAsync(() => File.Exists(Path.Combine(_appliance.Config.Models.Directory, "double", "hung")));

        // Another study comes while the release hangs: it ends, and leaves nothing.
        _appliance.Receive("1.2.840.99.8.1", "1.2.840.99.8", study: "1.2.840.99.80");
        _appliance.CompleteAndPlan("1.2.840.99.80");
        await UntilAsync(() => !Directory.Exists(_appliance.Data.Shadow));
        Assert.False(comparing.IsCompleted);
        await RunJobsAsync(2);
        Assert.Equal(ShadowOutcome.Compared, (await comparing).Outcome);
    }

    [Fact]
    public async Task Recover_AfterACrashInTheMiddle_RemovesWhatWasWritten()
    {
        await CommitAsync("\"finish\"");
        Directory.CreateDirectory(_appliance.Data.Shadow);
        await File.WriteAllTextAsync(Path.Combine(_appliance.Data.Shadow, ResultDocument.FileName), "half", Cancel);
        _appliance.Recover();
        Assert.False(Directory.Exists(_appliance.Data.Shadow));
    }

    public void Dispose() => _appliance.Dispose();

    /// <summary>Version 1.0.0 serves and has read a study; 2.0.0 lies beside it.</summary>
    private async Task<string> CommitAsync(string second)
    {
        _appliance.AddRelease("double", UnitKind.Series, version: "2.0.0", behaviour: $"{{\"default\": {second}}}");
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Receive("1.2.840.99.7.1", "1.2.840.99.7");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
        await RunJobsAsync(1);
        _outboxRows = _appliance.Scalar<long>("SELECT count(*) FROM outbox");
        return _appliance.Detail().Summary.Units.Single().ResultId!;
    }

    private void Serve(string version) => File.WriteAllText(
        Path.Combine(_appliance.Config.Models.Directory, "double", ModelPointer.FileName), $"{{\"active\": \"{version}\", \"lastKnownGood\": null}}");

    private Task<ShadowReport> RunAsync(long since = 0, string after = "") => _appliance.Get<ShadowRunner>().RunAsync("double", "2.0.0", since, after, Cancel);

    private async Task RunJobsAsync(int results)
    {
        JobDispatcher dispatcher = _appliance.Workers<JobDispatcher>()[0];
        await dispatcher.StartAsync(Cancel);
        await UntilAsync(() => _appliance.Scalar<long>("SELECT count(*) FROM results") == results);
        await dispatcher.StopAsync(Cancel);
    }

    private void AssertNothingCommitted()
    {
        Assert.Equal((1, 1), (_appliance.Scalar<long>("SELECT count(*) FROM results"), Directory.GetDirectories(_appliance.Data.Results).Length));
        Assert.Equal(_outboxRows, _appliance.Scalar<long>("SELECT count(*) FROM outbox"));
        Assert.False(Directory.Exists(_appliance.Data.Shadow));
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
