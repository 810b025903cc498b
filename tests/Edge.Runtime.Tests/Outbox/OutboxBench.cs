using Dapper;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Commitment;
using Edge.Runtime.Faults;
using Edge.Runtime.Instruments;
using Edge.Runtime.Outbox;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;
using Edge.Runtime.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Edge.Runtime.Tests.Outbox;

/// <summary>The outbox and the link on a database of their own. Start it again to see what a crash leaves.</summary>
internal sealed class OutboxBench : IAsyncDisposable
{
    public const string ResultsTopic = "edge/v1/site/device/results";

    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("edge-outbox-").FullName;
    private readonly TimeProvider _time;
    private readonly MqttConfig? _broker;
    private ServiceProvider _services;
    private List<IHostedService> _running = [];

    public OutboxBench(TimeProvider? time = null, int? brokerPort = null)
        : this(time ?? TimeProvider.System, brokerPort is { } port ? new MqttConfig("127.0.0.1", port, Acknowledge: false) : null)
    {
    }

    public OutboxBench(TimeProvider time, MqttConfig? broker)
    {
        _time = time;
        _broker = broker;
        _services = Build();
    }

    public OutboxTable Table => Get<OutboxTable>();

    public StreamTable Streams => Get<StreamTable>();

    public string Directory => _directory;

    public FaultBoard Faults => Get<FaultBoard>();

    public string Models => Path.Combine(_directory, "models");

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public int Workers => _services.GetServices<IHostedService>().Count();

    /// <summary>Commits rows as the results' transaction does.</summary>
    public void Add(string destination, params string[] payloads) => Get<EdgeStore>().Write((connection, transaction) => connection.Execute(
        """
        INSERT INTO outbox (destination, payload, state, attempts, not_before, reason, created_at)
        VALUES (@destination, @payload, 'waiting', 0, @now, NULL, @now)
        """,
        payloads.Select(payload => new { destination, payload, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }),
        transaction));

    public void SetAside(long id, string reason) => Get<EdgeStore>().Write((connection, transaction) => connection.Execute(
        "UPDATE outbox SET state = 'set-aside', reason = @reason WHERE id = @id", new { id, reason }, transaction));

    public void SetDue(long id, DateTimeOffset notBefore) => Get<EdgeStore>().Write((connection, transaction) => connection.Execute(
        "UPDATE outbox SET not_before = @notBefore WHERE id = @id", new { id, notBefore = notBefore.ToUnixTimeMilliseconds() }, transaction));

    public long Count() => Get<EdgeStore>().Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM outbox"));

    /// <summary>States of all rows, the oldest first.</summary>
    public string States() => string.Join(' ', Table.List(null, OutboxTable.LimitMax).Reverse().Select(row => row.State));

    /// <summary>Rows were committed: the workers look.</summary>
    public void Signal() => Get<StageSignals>().OutboxFilled.Raise();

    public async Task StartAsync()
    {
        _running = [.. _services.GetServices<IHostedService>()];
        foreach (IHostedService worker in _running)
        {
            await worker.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    public async Task StopAsync()
    {
        foreach (IHostedService worker in Enumerable.Reverse(_running))
        {
            await worker.StopAsync(CancellationToken.None);
        }

        _running = [];
    }

    /// <summary>Opens the database anew, as after a crash.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        _services = Build();
    }

    /// <summary>Looks until something holds, or 20 s have passed.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private ServiceProvider Build()
    {
        DeviceConfig config = Config();
        var services = new ServiceCollection();
        services.AddLogging()
            .AddSingleton(_time)
            .AddSingleton(config)
            .AddSingleton(new RunningConfig(config, new string('c', 64)))
            .AddSingleton(_ => EdgeStore.Open(Path.Combine(_directory, "edge.db")))
            .AddSingleton<StageSignals>()
            .AddSingleton<FaultBoard>()
            .AddSingleton<DiskRetry>()
            .AddSingleton(new DataDirectory(_directory))
            .AddSingleton(provider => SiteKey.LoadOrCreate(provider.GetRequiredService<DataDirectory>()))
            .AddSingleton(AuditLimits.Default)
            .AddSingleton<AuditLog>()
            .AddSingleton<MetricsListener>()
            .AddTelemetry(config, "1.2.3-test")
            .AddCommitment()
            .AddOutbox();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }

    private DeviceConfig Config() => new()
    {
        Device = new DeviceIdentity("site", "device", "workstation"),
        Dicom = new DicomConfig
        {
            AeTitle = "EDGE",
            Listeners = [new DicomListenerConfig("127.0.0.1", 0, null)],
            CalledAes = null,
            CallingAes = null,
            Networks = null,
            Users = null,
            MaxAssociations = 4,
            MaxAssociationsPerPeer = 4,
            MaxMiBPerSecondPerPeer = null,
            MaxPduBytes = 65536,
            MaxObjectMiB = 64,
            HandshakeSeconds = 5,
            ArtimSeconds = 10,
            IdleSeconds = 60,
            Commitment = null,
            AcceptUnknownSopClasses = true,
        },
        Inbox = new InboxConfig(1, null, null, null),
        Studies = TestAppliance.Quiet(10),
        Routes = [],
        Models = new ModelsConfig(Models),
        Inference = new InferenceConfig { Program = null, Rungs = ["cpu"], Threads = 1, SpinDurationUs = 0, DeadlineSeconds = 60, MaxDeaths = 3 },
        Mqtt = _broker,
        Pacs = [],
        Updates = null,
        Web = new WebConfig("127.0.0.1", 0, Stow: null),
    };
}
