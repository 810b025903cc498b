using Dapper;
using Edge.Contracts;
using Edge.Runtime.Engines;
using Edge.Runtime.Faults;
using Edge.Runtime.FrontDoor;
using Edge.Runtime.Inbox;
using Edge.Runtime.Releases;
using Edge.Runtime.Store;
using Microsoft.AspNetCore.Hosting.Server;

namespace Edge.Runtime.Health;

/// <summary>Says how the appliance is.</summary>
internal sealed class HealthReporter(
    EdgeStore store,
    InboxIndex index,
    StorageScp frontDoor,
    IServer web,
    DiskSpace space,
    ModelStore models,
    DeviceConfig config,
    EngineBoard engines,
    FaultBoard faults,
    ErrorLog errors,
    TimeProvider time)
{
    private const long BytesPerMiB = 1024 * 1024;

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary><c>ok</c>; <c>degraded</c> with a fault; <c>failing</c> with one of severity error.</summary>
    public string Status => StatusOf(faults.Current);

    /// <summary>True while the front door listens and has room for objects.</summary>
    public bool IsReady => frontDoor.Ports.Count > 0 && space.HasRoom();

    /// <summary>The whole report.</summary>
    public HealthReport Report()
    {
        IReadOnlyList<FaultView> raised = faults.Current;
        return new HealthReport(
            StatusOf(raised),
            ProductVersion.Current,
            _startedAt,
            frontDoor.Ports,
            PagePort.Of(web),
            Counts(),
            (space.FreeBytes ?? 0) / BytesPerMiB,
            ModelEndpoints.Views(models, config.Inference, engines),
            raised,
            errors.Latest);
    }

    /// <summary>The summary for <c>/healthz</c>.</summary>
    public HealthSummary Summary(string status) => new(status, [.. faults.Current.Select(fault => fault.Code)]);

    private static string StatusOf(IReadOnlyList<FaultView> raised) =>
        raised.Any(fault => fault.Severity == "error") ? "failing" : raised.Count > 0 ? "degraded" : "ok";

    private SortedDictionary<string, long> Counts() => store.Read(connection =>
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["instances"] = index.Count };
        counts["instances-flagged"] = connection.ExecuteScalar<long>("SELECT count(*) FROM instances WHERE flag IS NOT NULL");
        Add(counts, connection.Query<(string State, long Count)>("SELECT 'studies-' || state, count(*) FROM studies GROUP BY state"));
        Add(counts, connection.Query<(string State, long Count)>("SELECT 'jobs-' || state, count(*) FROM jobs GROUP BY state"));
        Add(counts, connection.Query<(string State, long Count)>("SELECT 'outbox-' || state, count(*) FROM outbox WHERE destination NOT IN ('mqtt:audit', 'mqtt:events', 'mqtt:metrics') GROUP BY state"));
        return counts;
    });

    private static void Add(SortedDictionary<string, long> counts, IEnumerable<(string State, long Count)> rows)
    {
        foreach ((string state, long count) in rows)
        {
            counts[state] = count;
        }
    }
}
