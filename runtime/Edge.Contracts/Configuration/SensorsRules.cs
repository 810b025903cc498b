namespace Edge.Contracts;

/// <summary>What sensors must satisfy beyond their types.</summary>
internal static class SensorsRules
{
    /// <summary>Adds every problem.</summary>
    public static void Check(SensorsConfig? sensors, List<ConfigProblem> problems)
    {
        if (sensors?.Root is { } root)
        {
            ConfigRules.CheckText(root, "sensors.root", "a directory that holds sys and proc, or null for /", problems);
        }

        if (sensors?.HottestC is { } hottest)
        {
            ConfigRules.CheckRange(hottest, 40, 120, "sensors.hottestC", "°C", problems);
        }

        if (sensors?.LeastFreeMemoryMiB is { } least)
        {
            ConfigRules.CheckRange(least, 16, 1024 * 1024, "sensors.leastFreeMemoryMiB", "MiB", problems);
        }
    }
}
