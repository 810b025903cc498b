using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dapper;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Engines;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Edge.Runtime.Instruments;
using Edge.Runtime.Releases;
using Edge.Runtime.Store;
using Edge.Runtime.Telemetry;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Health;

/// <summary>What the appliance is now, as gauges: queues, disk, engines, faults, the broker, the process. Nothing is read before somebody asks.</summary>
internal sealed class StateGauges(
    EdgeStore store, InboxIndex index, DiskSpace space, DataDirectory data, ModelStore models, DeviceConfig config, EngineBoard engines, FaultBoard faults, IServiceProvider services, TimeProvider time)
    : IHostedService, IDisposable
{
    private const string Depths =
        """
        SELECT 'studies', state, count(*) FROM studies WHERE state = 'receiving' GROUP BY state
        UNION ALL SELECT 'jobs', state, count(*) FROM jobs WHERE state IN ('queued', 'leased', 'quarantined') GROUP BY state
        UNION ALL SELECT destination, state, count(*) FROM outbox WHERE state IN ('waiting', 'stored', 'set-aside') GROUP BY destination, state
        """;

    private readonly Meter _meter = new(EdgeMeter.Name, ProductVersion.Current);
    private readonly long _startedAt = time.GetTimestamp();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter.CreateObservableGauge("edge.queue.depth", QueueDepths, "{item}", "What waits in each stage, by queue and state.");
        _meter.CreateObservableGauge("edge.inbox.objects", () => (long)index.Count, "{object}", "Objects in the inbox.");
        _meter.CreateObservableGauge("edge.disk.free", () => space.FreeBytes ?? 0, "By", "Free space on the data directory's disk.");
        _meter.CreateObservableGauge("edge.disk.limit", DiskLimit, "By", "Size of the data directory's disk.");
        _meter.CreateObservableGauge("edge.engine.rung", Rungs, "{engine}", "1 for the rung that each model runs on.");
        _meter.CreateObservableGauge("edge.faults", FaultCounts, "{fault}", "Faults shown now, by severity.");
        _meter.CreateObservableGauge("edge.mqtt.connected", Connected, "1", "1 while the broker is connected, 0 while it is not; absent without a broker.");
        _meter.CreateObservableGauge("process.memory.usage", static () => Environment.WorkingSet, "By", "Resident memory of the runtime.");
        _meter.CreateObservableCounter("process.cpu.time", CpuSeconds, "s", "CPU time of the runtime.");
        _meter.CreateObservableGauge("process.uptime", () => time.GetElapsedTime(_startedAt).TotalSeconds, "s", "Time since the runtime started.");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> QueueDepths()
    {
        try
        {
            return store.Read(connection => connection.Query<(string Queue, string State, long Count)>(Depths).AsList())
                .Select(depth => new Measurement<long>(depth.Count, new("edge.queue", depth.Queue), new("edge.state", depth.State)));
        }
        catch (Exception failure) when (failure is SqliteException || DiskTrouble.IsDisk(failure))
        {
            // Who works on the database raises the fault; the other gauges are worth having meanwhile.
            return [];
        }
    }

    private IEnumerable<Measurement<long>> DiskLimit()
    {
        try
        {
            return [new Measurement<long>(new DriveInfo(data.Root).TotalSize)];
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            return [];
        }
    }

    private IEnumerable<Measurement<long>> Rungs() =>
        from view in ModelEndpoints.Views(models, config.Inference, engines)
        where view.Engine?.Rung is not null
        select new Measurement<long>(1, new("edge.model", view.Name), new("edge.rung", view.Engine!.Rung));

    private IEnumerable<Measurement<long>> FaultCounts()
    {
        IReadOnlyList<FaultView> raised = faults.Current;
        return new[] { Fault.Warning, Fault.Error }.Select(severity => new Measurement<long>(
            raised.Count(fault => fault.Severity == severity), new KeyValuePair<string, object?>("edge.severity", severity)));
    }

    private IEnumerable<Measurement<long>> Connected() => services.GetService<BrokerServices>()?.Link is { } link
        ? [new Measurement<long>(link.Status.State == MqttLinkState.Connected ? 1 : 0)]
        : [];

    private static double CpuSeconds()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
