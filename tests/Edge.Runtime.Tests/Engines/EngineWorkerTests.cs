using System.Diagnostics;
using Edge.Contracts;
using Edge.Runtime.Engines;
using Edge.Runtime.Faults;
using Edge.Runtime.Jobs;
using Edge.Runtime.Releases;
using Microsoft.Extensions.Hosting;

namespace Edge.Runtime.Tests.Engines;

/// <summary>Rungs are tried out in child processes, doubles that misbehave as told, while the dispatcher runs jobs.</summary>
public sealed class EngineWorkerTests : IDisposable
{
    private const string Fp16 = EngineRungs.TensorrtFp16;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TestAppliance _appliance = new(
        TimeProvider.System,
        Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"),
        TestAppliance.Route("ct", "double", "Modality", "CT"));

    private EngineFolders Folders => new(_appliance.Data.Engines);

    public void Dispose() => _appliance.Dispose();

    [Fact]
    public async Task Try_Refused_TakesTheNextRungAndSaysWhy()
    {
        Prepare([Fp16, "cuda", "cpu"], """{"tensorrt-fp16": ["refused"], "cuda": ["built"]}""");
        await RunUntilAsync<EngineWorker>(() => State("cuda") == "built");
        RungView refused = Rung(Fp16);
        Assert.Equal(("refused", "provider: there is none."), (refused.State, refused.Reason));
        Assert.True(Directory.Exists(Path.Combine(Folders.Built, new string('e', 64))));
        Assert.Equal("tensorrt-fp16 refused (provider: there is none); cuda built; cpu standby", View().InWords);
    }

    [Fact]
    public async Task Try_DiesTwice_QuarantinesTheRungOverRestartsUntilAnOperatorAsks()
    {
        // 1. Twice, and no third time.
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["crash", "crash", "if-quarantined", "built"]}""");
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "quarantined");
        Assert.Equal(2, Tries(Fp16));
        Assert.StartsWith(
            "Its process was ended by signal 11 (SIGSEGV). That happened 2 times: it is not tried again until", Rung(Fp16).Reason, StringComparison.Ordinal);
        Assert.Contains(_appliance.Get<FaultBoard>().Current, fault => fault.Code == "rung-quarantined" && fault.Detail.Contains("double 1.0.0 on tensorrt-fp16", StringComparison.Ordinal));
        RungRecord record = Record(Fp16);
        Assert.Equal((RungState.Quarantined, 2, new string('e', 64)), (record.State, record.Aborts, record.Key));

        // 2. After a restart the process is told the key, and it is the same.
        _appliance.Restart();
        await RunUntilAsync<EngineWorker>(() => Tries(Fp16) == 3 && State(Fp16) == "quarantined");

        // 3. An operator's word.
        Assert.Equal([Fp16], _appliance.Get<EngineBoard>().Retry(Subject()));
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "built");
        Assert.DoesNotContain(_appliance.Get<FaultBoard>().Current, fault => fault.Code == "rung-quarantined");
    }

    [Fact]
    public async Task Try_QuarantinedButTheKeyIsAnother_IsTriedAfresh()
    {
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["crash", "hung", "other-key"]}""");
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "quarantined");
        Assert.StartsWith("session: it was not made. That happened 2 times", Rung(Fp16).Reason, StringComparison.Ordinal);
        _appliance.Restart();
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "refused");
        Assert.Equal((0, new string('f', 64)), (Record(Fp16).Aborts, Record(Fp16).Key));
    }

    [Fact]
    public async Task Try_DiesBeforeItsKeyIsKnown_IsQuarantinedToo()
    {
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["crash-at-once"]}""");
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "quarantined");
        _appliance.Restart();
        _appliance.Get<EngineBoard>().Open();
        _appliance.Get<EngineBoard>().Watch([Subject()]);
        Assert.Null(_appliance.Get<EngineBoard>().Next(out _));
        Assert.Equal(2, Tries(Fp16));
    }

    [Fact]
    public async Task Try_NeverEnds_IsEndedAtTheDeadline()
    {
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["hang", "built"]}""", EngineConfig.Default with { BuildDeadlineSeconds = 1 });
        bool told = false;
        await RunUntilAsync<EngineWorker>(() =>
        {
            told |= Rung(Fp16) is { State: "building", Stage: "session" } && _appliance.Get<FaultBoard>().IsRaised(FaultCatalogue.EngineBuilding);
            return State(Fp16) == "built";
        });
        Assert.True(told);
        Assert.False(_appliance.Get<FaultBoard>().IsRaised(FaultCatalogue.EngineBuilding));
        Assert.Equal(2, Tries(Fp16));
    }

    [Fact]
    public async Task Try_StoppedMeanwhile_DoesNotCountAgainstTheRung()
    {
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["hang", "hang", "built"]}""");
        await RunUntilAsync<EngineWorker>(() => Rung(Fp16) is { State: "building", Stage: "session" });
        Assert.Equal((RungState.Refused, 0), (Record(Fp16).State, Record(Fp16).Aborts));
        _appliance.Restart();
        await RunUntilAsync<EngineWorker>(() => Rung(Fp16) is { State: "building", Stage: "session" });
        _appliance.Restart();
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "built");
        Assert.Equal(0, Record(Fp16).Aborts);
    }

    [Fact]
    public async Task Try_StoppedWhileItsProcessStarts_DoesNotCountAgainstTheRung()
    {
        // A process that never says that it is ready.
        string mute = Path.Combine(_appliance.Data.Root, "mute");
        await File.WriteAllTextAsync(mute, "#!/bin/sh\nexec sleep 600\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(mute, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _appliance.Config = _appliance.Config with { Inference = _appliance.Config.Inference with { Program = mute } };
        Prepare([Fp16, "cpu"], "{}");
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "building");
        Assert.Equal((RungState.Refused, 0), (Record(Fp16).State, Record(Fp16).Aborts));
        _appliance.Restart();
        _appliance.Get<EngineBoard>().Open();
        Assert.Equal(0, Record(Fp16).Aborts);
    }

    [Fact]
    public async Task Try_RefusedBeforeTheRestart_IsNotBuiltAgainWhileItsKeyIsTheSame()
    {
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["refused", "if-quarantined"]}""");
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "refused");
        _appliance.Restart();
        await RunUntilAsync<EngineWorker>(() => Tries(Fp16) == 2 && _appliance.Get<EngineBoard>().IsDecided(Subject()));
        Assert.Equal(("refused", "provider: there is none."), (Rung(Fp16).State, Rung(Fp16).Reason));
    }

    [Fact]
    public async Task WhyNot_BuiltBeforeTheRestart_CountsOnceThisRunHasSeenIt()
    {
        Prepare([Fp16, "cuda"], """{"tensorrt-fp16": ["refused", "if-quarantined"], "cuda": ["built", "cached"]}""");
        await RunUntilAsync<EngineWorker>(() => State("cuda") == "built");
        Assert.Null(_appliance.Get<EngineBoard>().WhyNot(Subject()));
        _appliance.Restart();
        EngineBoard board = _appliance.Get<EngineBoard>();
        board.Open();
        board.Watch([Subject()]);
        Assert.StartsWith("no rung serves yet", board.WhyNot(Subject()), StringComparison.Ordinal);
        Assert.Equal("cuda", board.Next(out _)?.Rung);
        await RunUntilAsync<EngineWorker>(() => Tries("cuda") == 2 && State("cuda") == "built");
        Assert.Null(board.WhyNot(Subject()));
    }

    [Fact]
    public void Evicted_BuiltEngine_IsBuiltAgainOnce()
    {
        Prepare([Fp16], "{}");
        EngineBoard board = _appliance.Get<EngineBoard>();
        board.Open();
        board.Watch([Subject()]);
        board.Passed(Subject(), Fp16, "k");
        board.Evicted(["k", "of another"]);
        Assert.NotNull(board.WhyNot(Subject()));
        Assert.Equal(Fp16, board.Next(out string? skip)?.Rung);
        Assert.Null(skip);

        board.Passed(Subject(), Fp16, "k");
        board.Evicted(["k"]);
        Assert.Null(board.Next(out _));
        Assert.Contains("Raise inference.engine.cacheLimitMiB", board.WhyNot(Subject()), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RecordOfATrialThatACrashCutShort_CountsAsAborted()
    {
        Prepare([Fp16, "cpu"], "{}");
        EngineBoard board = _appliance.Get<EngineBoard>();
        board.Open();
        board.Began(Subject(), Fp16);
        board.Entered(Subject(), Fp16, "session", "k");
        _appliance.Restart();
        _appliance.Get<EngineBoard>().Open();
        Assert.Equal((RungState.Aborted, 1, "k"), (Record(Fp16).State, Record(Fp16).Aborts, Record(Fp16).Key));
    }

    [Fact]
    public void Open_RecordThatCannotBeRead_IsLeftOut()
    {
        Prepare([Fp16, "cpu"], "{}");
        Directory.CreateDirectory(Folders.Rungs);
        File.CreateSymbolicLink(Path.Combine(Folders.Rungs, "gone.json"), "/nonexistent/record.json");
        _appliance.Get<EngineBoard>().Open();
        Assert.Empty(Directory.GetFileSystemEntries(Folders.Rungs));
    }

    [Fact]
    public async Task Job_NoRungServesYet_WaitsAndRunsOnceOneDoes()
    {
        Prepare([Fp16], """{"tensorrt-fp16": ["built"]}""");
        Queue();
        await RunUntilAsync<JobDispatcher>(() => Unit().Reason is not null);
        Assert.StartsWith("Model double 1.0.0 waits: no rung serves yet (tensorrt-fp16 waiting).", Unit().Reason, StringComparison.Ordinal);
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "built");
        _appliance.Get<JobRetry>().Retry(_appliance.Scalar<long>("SELECT id FROM jobs"), out _);
        await RunUntilAsync<JobDispatcher>(() => Unit().State == "done");
        Assert.Equal(0, _appliance.Scalar<long>("SELECT deaths FROM jobs"));
    }

    [Fact]
    public async Task Job_RunsOnALowerRung_TheFaultSaysSoUntilTheBestServes()
    {
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["refused"]}""", null, "\"loaded-on-cpu\"");
        Queue();
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "refused");
        await RunUntilAsync<JobDispatcher>(() => Unit().State == "done");
        Assert.Equal("cpu", View().Rung);
        FaultView fault = Assert.Single(_appliance.Get<FaultBoard>().Current, fault => fault.Code == "engine-lower-rung");
        Assert.Equal("double 1.0.0: cpu serves; tensorrt-fp16 refused (provider: there is none).", fault.Detail);
        _appliance.Get<EngineBoard>().Loaded(Subject().Digest, new EngineUsed(Fp16, [], "double", 1));
        Assert.DoesNotContain(_appliance.Get<FaultBoard>().Current, each => each.Code == "engine-lower-rung");
    }

    [Fact]
    public async Task Job_ServingProcessDiesWhileItLoadsTheEngine_TakesTheEngineAway()
    {
        Prepare([Fp16, "cpu"], """{"tensorrt-fp16": ["built"]}""", null, """["die-loading", "loaded-on-cpu"]""");
        Queue();
        await RunUntilAsync<EngineWorker>(() => State(Fp16) == "built");
        await RunUntilAsync<JobDispatcher>(() => Unit().State == "done");
        Assert.Equal((RungState.Aborted, 1), (Record(Fp16).State, Record(Fp16).Aborts));
        Assert.Contains("while it loaded the engine", Record(Fp16).Reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Folders.Built));
    }

    private void Prepare(string[] rungs, string build, EngineConfig? engine = null, string job = "\"finish\"")
    {
        _appliance.AddRelease("double", UnitKind.Series, behaviour: $"{{\"default\": {job}, \"build\": {build}}}", rungs: rungs);
        _appliance.Config = _appliance.Config with { Inference = _appliance.Config.Inference with { Rungs = rungs, Engine = engine } };
        _appliance.Restart();
    }

    private void Queue()
    {
        _appliance.Receive("1.2.840.99.1.1.1");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
    }

    private EngineSubject Subject() => ModelEndpoints.Subject(_appliance.Get<ModelStore>().Active("double").Release!, _appliance.Config.Inference);

    private EngineView View() => _appliance.Get<EngineBoard>().View(Subject());

    private RungView Rung(string rung) => View().Rungs.Single(each => each.Rung == rung);

    private string State(string rung) => Rung(rung).State;

    private UnitSummary Unit() => Assert.Single(_appliance.Detail().Summary.Units);

    private RungRecord Record(string rung) => System.Text.Json.JsonSerializer.Deserialize(
        File.ReadAllText(Folders.Record(Subject().Digest, rung)), EdgeJson.Default.RungRecord)!;

    private int Tries(string rung) => int.Parse(
        File.ReadAllText(Path.Combine(_appliance.Config.Models.Directory, "double", $"count-{rung}")), System.Globalization.CultureInfo.InvariantCulture);

    private async Task RunUntilAsync<T>(Func<bool> reached)
        where T : BackgroundService
    {
        T worker = _appliance.Workers<T>()[0];
        await worker.StartAsync(TestContext.Current.CancellationToken);
        var elapsed = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.True(elapsed.Elapsed < Deadline, $"Not reached within {Deadline}: {View().InWords}");
            Assert.False(worker.ExecuteTask!.IsCompleted, worker.ExecuteTask.Exception?.ToString());
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await worker.StopAsync(TestContext.Current.CancellationToken);
    }
}
