using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>How values of a metric are to be read.</summary>
public enum MetricKind
{
    /// <summary>It only rises, from 0 at the start of the runtime.</summary>
    [JsonStringEnumMemberName("counter")]
    Counter,

    /// <summary>It is what it is now.</summary>
    [JsonStringEnumMemberName("gauge")]
    Gauge,

    /// <summary>Counts of measured values by size, from 0 at the start of the runtime.</summary>
    [JsonStringEnumMemberName("histogram")]
    Histogram,
}

/// <summary>Body of the <c>metrics</c> stream: everything that the appliance counts and measures.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="At">When it was read, UTC by the appliance's clock.</param>
/// <param name="BootId">Which start of the runtime, as in <see cref="DeviceBirth"/>: counters begin at 0 with each.</param>
/// <param name="Health">How the device was.</param>
/// <param name="Metrics">The values, by name.</param>
public sealed record MetricsSnapshot(int SchemaVersion, DateTimeOffset At, string BootId, DeviceHealth Health, IReadOnlyList<MetricPoint> Metrics)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;
}

/// <summary>One value.</summary>
/// <param name="Name">Name by the conventions of OpenTelemetry, for example <c>edge.job.duration</c>.</param>
/// <param name="Unit">Unit of UCUM, for example <c>s</c>, <c>By</c>, <c>Cel</c>, <c>{object}</c>.</param>
/// <param name="Kind">How it is to be read.</param>
/// <param name="Attributes">What it is of.</param>
/// <param name="Value">The value; null for a histogram.</param>
/// <param name="Histogram">The histogram; null for others.</param>
public sealed record MetricPoint(
    string Name, string Unit, MetricKind Kind, IReadOnlyDictionary<string, string> Attributes, double? Value, MetricHistogram? Histogram)
{
    /// <summary>What it is, in a sentence; not sent.</summary>
    [JsonIgnore]
    public string Description { get; init; } = "";
}

/// <summary>A histogram.</summary>
/// <param name="Count">Values.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Bounds">Upper bounds of the buckets, inclusive, rising; above the last there is one more bucket.</param>
/// <param name="Counts">Values in each bucket, one more than bounds.</param>
public sealed record MetricHistogram(long Count, double Sum, IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts);
