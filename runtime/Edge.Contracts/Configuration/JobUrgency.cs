using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>
/// How urgent a job is, and with it the sending of its result. Where the route does not say, Requested Procedure Priority (0040,1003) does: STAT and HIGH
/// are <see cref="Stat"/>, LOW is <see cref="Backfill"/>; and what was acquired long before it came is <see cref="Backfill"/>. All else is <see cref="Routine"/>.
/// </summary>
public enum JobUrgency
{
    /// <summary>Somebody waits for it: before all else.</summary>
    [JsonStringEnumMemberName("stat")]
    Stat = 0,

    /// <summary>The day's work.</summary>
    [JsonStringEnumMemberName("routine")]
    Routine = 1,

    /// <summary>Earlier studies, sent late or in bulk.</summary>
    [JsonStringEnumMemberName("backfill")]
    Backfill = 2,
}
