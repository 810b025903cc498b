using System.Diagnostics.Metrics;

namespace Edge.Runtime.Instruments;

/// <summary>
/// What the appliance counts and measures, by the conventions of OpenTelemetry: dotted names, units of UCUM. Every slice may add to it; without a listener an addition
/// costs a comparison. No attribute holds anything of a patient.
/// </summary>
internal static class EdgeMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Edge";

    private static readonly Meter Meter = new(Name, ProductVersion.Current);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    };

    /// <summary>Associations with the front door that have ended, by <c>edge.end</c>.</summary>
    public static Counter<long> Associations { get; } = Meter.CreateCounter<long>("edge.dicom.associations", "{association}", "Associations with the front door that have ended.");

    /// <summary>How long they lasted, by <c>edge.end</c>.</summary>
    public static Histogram<double> AssociationDuration { get; } = Meter.CreateHistogram(
        "edge.dicom.association.duration", "s", "Time from an association's connection to its end.", advice: Seconds);

    /// <summary>Objects that were offered, by <c>edge.outcome</c>: <c>stored</c> or <c>refused</c>.</summary>
    public static Counter<long> Objects { get; } = Meter.CreateCounter<long>("edge.dicom.objects", "{object}", "Objects that scanners have sent.");

    /// <summary>Bytes of data sets received.</summary>
    public static Counter<long> ReceivedBytes { get; } = Meter.CreateCounter<long>("edge.dicom.io", "By", "Bytes of data sets that scanners have sent.");

    /// <summary>Results, by <c>edge.model</c> and <c>edge.outcome</c>.</summary>
    public static Counter<long> Results { get; } = Meter.CreateCounter<long>("edge.results", "{result}", "Results that were committed.");

    /// <summary>How long each stage of a job took, by <c>edge.model</c> and <c>edge.stage</c>.</summary>
    public static Histogram<double> StageDuration { get; } = Meter.CreateHistogram(
        "edge.job.stage.duration", "s", "Time that a stage of a job took.", advice: Seconds);

    /// <summary>How long a job took from its message to its result, by <c>edge.model</c>.</summary>
    public static Histogram<double> JobDuration { get; } = Meter.CreateHistogram("edge.job.duration", "s", "Time from a job's start to its result.", advice: Seconds);

    /// <summary>Messages of the streams to central operations, by <c>edge.stream</c> and <c>edge.outcome</c>: <c>taken</c> by the broker, or not.</summary>
    public static Counter<long> Messages { get; } = Meter.CreateCounter<long>("edge.mqtt.messages", "{message}", "Messages of the streams to central operations that were tried.");
}
