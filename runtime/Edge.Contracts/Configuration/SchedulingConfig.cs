using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>In what order jobs run and results leave, and how much memory a job may want.</summary>
/// <param name="RoutineWaitSeconds">Longest that routine work stands behind urgent work that came after it, in seconds. 0 to 86400; null: 900.</param>
/// <param name="BackfillWaitSeconds">
/// Longest that backfill stands behind urgent work that came after it, in seconds; at least as long as routine work. 0 to 604800; null: 14400.
/// </param>
/// <param name="BackfillAfterHours">
/// Objects acquired more than so many hours before they came are backfill, unless their route or Requested Procedure Priority says otherwise. 1 to 87600; null: 72.
/// </param>
/// <param name="MemoryMiB">
/// Memory that the volumes of one job may take, in MiB; a job that would need more is refused with that reason. 64 to 1048576; null: half of what the machine has.
/// </param>
public sealed record SchedulingConfig(double? RoutineWaitSeconds, double? BackfillWaitSeconds, double? BackfillAfterHours, long? MemoryMiB)
{
    private const long BytesPerMiB = 1024 * 1024;
    private const double DefaultRoutineWaitSeconds = 900;
    private const double DefaultBackfillWaitSeconds = 14400;
    private const double DefaultBackfillAfterHours = 72;

    /// <summary>What holds where nothing is configured.</summary>
    public static readonly SchedulingConfig Default = new(null, null, null, null);

    /// <summary>From when on objects are backfill by their age.</summary>
    [JsonIgnore]
    public TimeSpan BackfillAfter => TimeSpan.FromHours(BackfillAfterHours ?? DefaultBackfillAfterHours);

    /// <summary>Longest that work of this urgency stands behind more urgent work that came after it.</summary>
    public TimeSpan LongestWait(JobUrgency urgency) => urgency switch
    {
        JobUrgency.Stat => TimeSpan.Zero,
        JobUrgency.Routine => TimeSpan.FromSeconds(RoutineWaitSeconds ?? DefaultRoutineWaitSeconds),
        _ => TimeSpan.FromSeconds(Math.Max(BackfillWaitSeconds ?? DefaultBackfillWaitSeconds, RoutineWaitSeconds ?? DefaultRoutineWaitSeconds)),
    };

    /// <summary>Memory that the volumes of one job may take on this machine, in bytes.</summary>
    /// <param name="scheduling">What is configured; null: nothing.</param>
    public static long MemoryBudgetBytes(SchedulingConfig? scheduling) => scheduling?.MemoryMiB is { } configured
        ? configured * BytesPerMiB
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Where work stands in the queue: the smallest first. It never changes, so that everything comes to its turn however much urgent work there is.</summary>
    /// <param name="urgency">How urgent it is.</param>
    /// <param name="at">When it came, Unix milliseconds.</param>
    public long Rank(JobUrgency urgency, long at) => at + (long)LongestWait(urgency).TotalMilliseconds;
}
