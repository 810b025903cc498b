using System.Text.Json;
using Edge.Contracts;
using Edge.Releases.ModelSigning;
using Edge.Releases.Tests;
using Edge.Releases.Tuf;
using Edge.Updater.Appliance;
using Edge.Updater.Broker;
using Edge.Updater.Feed;
using Edge.Updater.Journal;
using Edge.Updater.Machine;
using Edge.Updater.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Updater.Tests;

/// <summary>A device with its update agent, over folders that outlive it: made again, it is the device after a start.</summary>
internal sealed class Device : IDisposable
{
    private readonly RuntimeSocket _socket;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public Device(TestFolder files, Operations operations, ManualClock time, Action<string>? reached = null, Func<UpdatesConfig, UpdatesConfig>? change = null, long freeBytes = long.MaxValue, BlockPort? blocks = null)
    {
        Action<string> told = reached ?? (static _ => { });
        _time = time;
        var data = new UpdaterDirectory(files.At("updater"));
        Store = files.At("store");
        Directory.CreateDirectory(data.Root);
        Directory.CreateDirectory(Store);
        var config = new UpdatesConfig
        {
            Sources = [operations.Tree],
            Ca = null,
            RateMaxMiBPerSecond = 16,
            Root = operations.FirstRoot,
            ReleaseKey = operations.ReleaseKey,
            User = null,
            Approval = UpdateApproval.Automatic,
            Window = null,
            CheckMinutes = 60,
            Probation = new ProbationConfig(10, 24, 0.1, 1.5),
        };
        config = change?.Invoke(config) ?? config;
        var identity = new DeviceIdentity("site", "device", "workstation");
        Journal = UpdateJournal.Open(data.Journal, time, told);
        Clock = new FlooredClock(time, Journal, ManualClock.Start - TimeSpan.FromDays(30));
        Slots = new ModelSlots(Store, told);
        Feed = ReleaseFeed.Open(data, config, Clock, TufLimits.Default, blocks);
        _socket = new RuntimeSocket(files.At("runtime.sock"), TimeSpan.FromMinutes(1));
        var activate = new ActivateStep(config, Slots, _socket, time);
        var qualify = new QualifyStep(Slots, _socket);
        IReadOnlyDictionary<UpdateState, UpdateStep> steps = UpdateSteps.Of(
            new ApprovalStep(config, Clock, Turns),
            new DownloadStep(identity, new Version(1, 0), Feed, Slots, Journal, () => freeBytes),
            new VerifyStep(Slots, new KeyTrust(File.ReadAllText(operations.ReleaseKey)), Journal),
            qualify,
            new ShadowStep(Journal, Slots, _socket, time),
            activate,
            new ProbationStep(config.Probation, Slots, _socket, new OutputDrift(_socket, time), Journal, time));
        Machine = new UpdateMachine(Journal, Slots, steps, NullLogger<UpdateMachine>.Instance, time);
        Intake = new OfferIntake(identity, new Version(1, 0), Journal, Slots, config.Probation, time);
        Agent = new UpdateAgent(config, Journal, Slots, Feed, Clock, Intake, Machine, NullLogger<UpdateAgent>.Instance, time);
    }

    public string Store { get; }

    public UpdateJournal Journal { get; }

    public FlooredClock Clock { get; }

    public ModelSlots Slots { get; }

    public ReleaseFeed Feed { get; }

    public UpdateMachine Machine { get; }

    public OfferIntake Intake { get; }

    public UpdateAgent Agent { get; }

    public RolloutTurns Turns { get; } = new();

    /// <summary>Looks for releases.</summary>
    public Task<string?> CheckAsync(string? source = null) => Agent.CheckAsync(source, TestContext.Current.CancellationToken);

    /// <summary>Takes turns, moving the clock to when something is due, until every update is over or so many turns are taken.</summary>
    public async Task<UpdateRow> RunAsync(int turns = 40)
    {
        for (int turn = 0; turn < turns && Journal.Open().Count > 0; turn++)
        {
            TimeSpan wait = await TurnAsync(TestContext.Current.CancellationToken);
            TimeSpan tried = await Machine.QualifyAsync(_turn, TestContext.Current.CancellationToken);
            ((ManualClock)_time).Advance(wait < tried ? wait : tried);
        }

        return Journal.Last(1)[0];
    }

    /// <summary>Takes a turn, fetches what it leads to, and takes the next.</summary>
    /// <returns>How long nothing will be due but what is to be tried.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellation)
    {
        TimeSpan wait = await Machine.TurnAsync(cancellation);
        TimeSpan fetched = await Machine.DownloadAsync(_turn, cancellation);
        wait = fetched == TimeSpan.Zero ? await Machine.TurnAsync(cancellation) : wait;
        TimeSpan next = await Machine.DownloadAsync(_turn, cancellation);
        return wait < next ? wait : next;
    }

    /// <summary>Puts a release in place by hand, as an installation does.</summary>
    public void Install(string version, string folder)
    {
        string release = Slots.ReleaseOf(Operations.Model, version);
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(release, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        Slots.Point(Operations.Model, new ModelPointer(version, version));
    }

    /// <summary>The version that serves, which must be whole; null for none.</summary>
    public string? Serves()
    {
        if (Slots.PointerOf(Operations.Model) is not { } pointer)
        {
            return null;
        }

        string release = Slots.ReleaseOf(Operations.Model, pointer.Active);
        using FileStream manifest = File.OpenRead(Path.Combine(release, ModelManifest.FileName));
        Assert.Equal(pointer.Active, JsonSerializer.Deserialize(manifest, EdgeJson.Default.ModelManifest)!.Version);
        Assert.True(File.Exists(Path.Combine(release, "model.onnx")));
        return pointer.Active;
    }

    public void Dispose()
    {
        Agent.Dispose();
        _turn.Dispose();
        Feed.Dispose();
        Journal.Dispose();
        _socket.Dispose();
    }
}
