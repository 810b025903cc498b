using System.Diagnostics;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Jobs;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>The dispatcher with a real child process, a double that misbehaves as told.</summary>
public sealed class JobDispatcherTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TestAppliance _appliance = new(
        TimeProvider.System,
        Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"),
        TestAppliance.Route("ct", "double", "Modality", "CT"));

    [Fact]
    public async Task Run_Finished_CommitsTheResult()
    {
        Prepare("\"finish\"");
        await RunUntilAsync(() => State("good") == "done");
        UnitSummary unit = Unit("good");
        Assert.Equal((ResultOutcome.Completed, (string?)null), (unit.Outcome!.Value, unit.Reason));
        Assert.True(File.Exists(Path.Combine(_appliance.Data.Results, unit.ResultId!, "result.json")));
        Assert.Empty(Directory.GetDirectories(_appliance.Data.Scratch));
    }

    [Fact]
    public async Task Run_NotApplicable_IsAResultWithItsReason()
    {
        Prepare("\"not-applicable\"");
        await RunUntilAsync(() => State("good") == "done");
        Assert.Equal((ResultOutcome.NotApplicable, "It has 3 slices; the model needs 10."), (Unit("good").Outcome!.Value, Unit("good").Reason));
    }

    [Fact]
    public async Task Run_FailsForAReasonThatMayPass_IsTriedAgain()
    {
        Prepare("[\"may-pass\", \"finish\"]");
        await RunUntilAsync(() => State("good") == "done");
        Assert.Equal((ResultOutcome.Completed, (string?)null), (Unit("good").Outcome!.Value, Unit("good").Reason));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT failures FROM jobs"));
        Assert.Equal(0, _appliance.Scalar<long>("SELECT deaths FROM jobs"));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM results"));
        Assert.Empty(Directory.GetDirectories(_appliance.Data.Scratch));
    }

    [Fact]
    public async Task Run_FailsForAReasonThatDoesNotPass_FailsAfterThreeTries()
    {
        Prepare("\"may-pass\"");
        await RunUntilAsync(() => State("good") == "done");
        Assert.Equal((ResultOutcome.Failed, "The model was not loaded."), (Unit("good").Outcome!.Value, Unit("good").Reason));
        Assert.Equal(2, _appliance.Scalar<long>("SELECT failures FROM jobs"));
        Assert.Equal(3, _appliance.Scalar<long>("SELECT attempts FROM jobs"));
    }

    [Fact]
    public async Task Run_Segfaults_LosesNothingButItsOwnJob()
    {
        Prepare("\"finish\"", ("bad", "\"segfault\""), ("other", "\"finish\""));
        await RunUntilAsync(() => State("bad") == "quarantined" && State("good") == "done" && State("other") == "done");
        UnitSummary bad = Unit("bad");
        Assert.Equal(ResultOutcome.Failed, bad.Outcome);
        Assert.Equal(
            "Set aside after the inference process ended 3 times with it. The last time: The inference process was ended by signal 11 (SIGSEGV) in stage infer. "
            + "Report it with the model's name and version.",
            bad.Reason);
        Assert.Equal(3, _appliance.Scalar<long>("SELECT deaths FROM jobs WHERE state = 'quarantined'"));
        Assert.Equal(3, _appliance.Scalar<long>("SELECT count(*) FROM results"));
        Assert.Contains(_appliance.Get<FaultBoard>().Current, fault => fault.Code == "jobs-quarantined");
    }

    [Theory]
    [InlineData("segfault", "was ended by signal 11 (SIGSEGV) in stage infer")]
    [InlineData("exit", "exited with code 3 in stage load")]
    [InlineData("abort-after-write", "was ended by signal 6 (SIGABRT)")]
    [InlineData("garbage", "broke the protocol in stage load and was ended")]
    [InlineData("empty-frame", "broke the protocol in stage load and was ended")]
    [InlineData("object-with-nul", "said that it had finished without a valid result and was ended")]
    [InlineData("huge-frame", "broke the protocol in stage load and was ended")]
    [InlineData("no-result", "said that it had finished without a valid result and was ended")]
    [InlineData("other-result", "said that it had finished without a valid result and was ended")]
    [InlineData("broken-result", "said that it had finished without a valid result and was ended")]
    public async Task Run_DiesOnce_IsTriedAgainAndFinishes(string behaviour, string reason)
    {
        Prepare($"[\"{behaviour}\", \"slow\"]");
        string? seen = null;
        await RunUntilAsync(() =>
        {
            UnitSummary unit = Unit("good");
            seen ??= unit.Reason;
            return unit.State == "done";
        });
        Assert.Contains(reason, seen, StringComparison.Ordinal);
        Assert.Equal(1, _appliance.Scalar<long>("SELECT deaths FROM jobs"));
        Assert.Equal((ResultOutcome.Completed, (string?)null), (Unit("good").Outcome!.Value, Unit("good").Reason));
        Assert.Equal(1, _appliance.Scalar<long>("SELECT count(*) FROM results"));
        Assert.Empty(Directory.GetDirectories(_appliance.Data.Scratch));
    }

    [Theory]
    [InlineData("terminated")]
    [InlineData("disk-full")]
    public async Task Run_EndedFromOutsideOrByTheDisk_DoesNotCountAgainstTheJob(string behaviour)
    {
        Prepare($"[\"{behaviour}\", \"{behaviour}\", \"{behaviour}\", \"finish\"]");
        await RunUntilAsync(() => State("good") == "done");
        Assert.Equal(0, _appliance.Scalar<long>("SELECT deaths FROM jobs"));
    }

    [Fact]
    public async Task Run_AnswerWithAnOlderToken_IsIgnored()
    {
        Prepare("\"stale-token\"");
        await RunUntilAsync(() => State("good") == "done");
        Assert.Equal((ResultOutcome.Completed, 1), (Unit("good").Outcome!.Value, _appliance.Scalar<long>("SELECT attempts FROM jobs")));
    }

    [Fact]
    public async Task Run_SaysFinishedTwice_MakesOneResult()
    {
        Prepare("\"finish\"", ("twice", "\"finish-twice\""), ("last", "\"finish\""));
        await RunUntilAsync(() => State("good") == "done" && State("twice") == "done" && State("last") == "done");
        Assert.Equal(3, _appliance.Scalar<long>("SELECT count(*) FROM results"));
    }

    [Fact]
    public async Task Run_PrintsEndlessly_FinishesAllTheSame()
    {
        Prepare("\"chatter\"");
        await RunUntilAsync(() => State("good") == "done");
        Assert.Equal(ResultOutcome.Completed, Unit("good").Outcome);
    }

    [Fact]
    public async Task Run_ReleaseReplacedAfterItWasQueued_WaitsAndSaysSo()
    {
        Prepare("\"finish\"");
        await File.WriteAllTextAsync(
            Path.Combine(_appliance.Config.Models.Directory, "double", "1.0.0", "model.onnx"), "tampered", TestContext.Current.CancellationToken);
        await RunUntilAsync(() => Unit("good").Reason is not null);
        Assert.Equal("queued", State("good"));
        Assert.Contains("is not what it was when the job was queued", Unit("good").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoppedWhileAJobRuns_FinishesItAfterRestart()
    {
        Prepare("[\"hang\", \"finish\"]");
        await RunUntilAsync(() => State("good") == "running");
        Assert.Equal("queued", State("good"));
        _appliance.Restart();
        _appliance.Recover();
        await RunUntilAsync(() => State("good") == "done");
        Assert.Equal((0, 2), (_appliance.Scalar<long>("SELECT deaths + restarts FROM jobs"), _appliance.Scalar<long>("SELECT fencing_token FROM jobs")));
    }

    [Fact]
    public async Task Run_RuntimeWentDownWithItOften_IsSetAsideAndNotBefore()
    {
        // 1. Three times is bad luck, and it runs.
        Prepare("\"finish\"", ("other", "\"finish\""));
        long first = GoDownWith(3);
        await RunUntilAsync(() => State("good") == "done" && State("other") == "done");
        Assert.Equal(0, _appliance.Scalar<long>("SELECT count(*) FROM jobs WHERE state = 'quarantined'"));
        Assert.True(first > 0);

        // 2. Ten times is not.
        _appliance.Receive(Series("bad") + ".1", Series("bad"));
        _appliance.CompleteAndPlan();
        GoDownWith(Quarantine.RestartsMax);
        await RunUntilAsync(() => State("bad") == "quarantined");
        Assert.Equal(
            "Set aside after the appliance went down 10 times while it ran, without being stopped. Report it with the model's name and version.", Unit("bad").Reason);
    }

    [Fact]
    public async Task Run_EngineCacheMayNotBeMade_WaitsAndTheFaultSaysWhy()
    {
        Prepare("\"finish\"");
        _appliance.Config = _appliance.Config with
        {
            // Nobody makes a directory there, whoever he is.
            Inference = _appliance.Config.Inference with { Rungs = ["cuda", "cpu"], Engine = EngineConfig.Default with { CacheDirectory = "/sys/edge-engines" } },
        };
        _appliance.Restart();
        await RunUntilAsync(() => _appliance.Get<FaultBoard>().IsRaised(FaultCatalogue.InferenceDown));
        Assert.Contains("/sys/edge-engines", _appliance.Get<FaultBoard>().Current.Single(fault => fault.Code == "inference-down").Detail, StringComparison.Ordinal);
        Assert.Equal("queued", State("good"));
    }

    [Fact]
    public async Task Run_ProgramMissing_JobsWaitAndTheFaultSaysSo()
    {
        using var bare = new TestAppliance(TimeProvider.System, "/nonexistent/edge-inference", TestAppliance.Route("ct", "double", "Modality", "CT"));
        bare.AddRelease("double", UnitKind.Series);
        bare.Receive("1.1");
        bare.Recover();
        bare.CompleteAndPlan();
        await RunUntilAsync(bare, () => bare.Get<FaultBoard>().Current.Any(fault => fault.Code == "inference-down"));
        Assert.Equal("queued", Assert.Single(bare.Detail().Summary.Units).State);
        Assert.Contains("/nonexistent/edge-inference", Assert.Single(bare.Get<FaultBoard>().Current).Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _appliance.Dispose();

    private static string Series(string name) => "1.2.840.99.7." + string.Concat(name.Select(letter => (int)letter));

    private void Prepare(string good, params (string Series, string Behaviour)[] others)
    {
        string steering = string.Join(", ", others.Select(other => $"\"{Series(other.Series)}\": {other.Behaviour}"));
        _appliance.AddRelease("double", UnitKind.Series, behaviour: $"{{\"default\": {good}, \"series\": {{{steering}}}}}");
        foreach (string name in others.Select(other => other.Series).Take(1).Append("good").Concat(others.Skip(1).Select(other => other.Series)))
        {
            _appliance.Receive(Series(name) + ".1", Series(name));
        }

        _appliance.Recover();
        _appliance.CompleteAndPlan();
    }

    /// <summary>Ends everything as a loss of power would, each time with the first job leased.</summary>
    private long GoDownWith(int times)
    {
        for (int time = 0; time < times; time++)
        {
            Assert.NotNull(_appliance.Get<JobLeases>().Lease());
            _appliance.Restart();
            _appliance.Recover();
        }

        return _appliance.Scalar<long>("SELECT sum(restarts) FROM jobs");
    }

    private UnitSummary Unit(string series) => _appliance.Detail().Summary.Units.Single(unit => unit.SeriesInstanceUid == Series(series));

    private string State(string series) => Unit(series).State;

    private Task RunUntilAsync(Func<bool> reached) => RunUntilAsync(_appliance, reached);

    private static async Task RunUntilAsync(TestAppliance appliance, Func<bool> reached)
    {
        JobDispatcher dispatcher = appliance.Workers<JobDispatcher>()[0];
        await dispatcher.StartAsync(TestContext.Current.CancellationToken);
        var elapsed = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.True(elapsed.Elapsed < Deadline, $"Not reached within {Deadline}: {string.Join("; ", appliance.Detail().Summary.Units)}");
            Assert.False(dispatcher.ExecuteTask!.IsCompleted, dispatcher.ExecuteTask.Exception?.ToString());
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await dispatcher.StopAsync(TestContext.Current.CancellationToken);
    }
}
