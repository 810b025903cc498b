namespace Edge.Contracts;

/// <summary>What scheduling must satisfy beyond its types.</summary>
internal static class SchedulingRules
{
    private const double MaxBackfillWaitSeconds = 7 * 86400;
    private const double MaxBackfillAfterHours = 10 * 365 * 24;
    private const long MinMemoryMiB = 64;
    private const long MaxMemoryMiB = 1024 * 1024;

    /// <summary>Adds every problem.</summary>
    public static void Check(SchedulingConfig? scheduling, List<ConfigProblem> problems)
    {
        if (scheduling is null)
        {
            return;
        }

        Check(scheduling.RoutineWaitSeconds, 0, ConfigRules.MaxSeconds, "scheduling.routineWaitSeconds", "seconds", problems);
        Check(scheduling.BackfillWaitSeconds, 0, MaxBackfillWaitSeconds, "scheduling.backfillWaitSeconds", "seconds", problems);
        Check(scheduling.BackfillAfterHours, 1, MaxBackfillAfterHours, "scheduling.backfillAfterHours", "hours", problems);
        Check(scheduling.MemoryMiB, MinMemoryMiB, MaxMemoryMiB, "scheduling.memoryMiB", "MiB", problems);
        if (scheduling.BackfillWaitSeconds < scheduling.LongestWait(JobUrgency.Routine).TotalSeconds)
        {
            problems.Add(new("scheduling.backfillWaitSeconds", "Backfill would overtake routine work. Write at least as much as for routineWaitSeconds, which is 900 where it is null."));
        }
    }

    private static void Check(double? value, double min, double max, string path, string unit, List<ConfigProblem> problems)
    {
        if (value is { } given)
        {
            ConfigRules.CheckRange(given, min, max, path, unit, problems);
        }
    }
}
