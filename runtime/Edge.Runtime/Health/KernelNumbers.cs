using System.Globalization;

namespace Edge.Runtime.Health;

/// <summary>Small numbers that the kernel tells in files; what is not there, or is no number, is null.</summary>
internal static class KernelNumbers
{
    private const int SensorsMax = 64;
    private const double MilliPerUnit = 1000;
    private const double MicroPerUnit = 1_000_000;
    private const double DevfreqFullLoad = 1000;
    private const long KibPerMib = 1024;

    private static readonly string[] GpuNames = ["ga10b", "gpu", "gpu-gpc-0", "gv11b", "gp10b"];

    /// <summary>Available and total memory, in MiB (proc_meminfo(5)).</summary>
    public static (long? AvailableMiB, long? TotalMiB) Memory()
    {
        string[] lines = Lines("/proc/meminfo");
        return (Line("MemAvailable:"), Line("MemTotal:"));

        long? Line(string name) => Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kib)
            ? kib / KibPerMib
            : null;
    }

    /// <summary>Busy and whole time of all cores since the machine started, in ticks (proc_stat(5)).</summary>
    public static (long Busy, long All)? Processor()
    {
        if (Lines("/proc/stat") is not [var first, ..])
        {
            return null;
        }

        long[] ticks = [.. first.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(word => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0)];
        return ticks.Length < 5 ? null : (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    /// <summary>The hottest thermal zone, in degrees Celsius.</summary>
    public static double? Temperature() => Files("/sys/class/thermal", "thermal_zone*")
        .Select(zone => Number(Path.Combine(zone, "temp")) / MilliPerUnit)
        .Where(celsius => celsius is > -40 and < 200)
        .Max();

    /// <summary>What power monitors measure, in watts: the largest rail, which on a Jetson is the board's input.</summary>
    public static double? Power() => Files("/sys/class/hwmon", "hwmon*")
        .SelectMany(monitor => Enumerable.Range(1, 8).Select(channel =>
            Number(Path.Combine(monitor, $"power{channel}_input")) / MicroPerUnit
            ?? Number(Path.Combine(monitor, $"in{channel}_input")) / MilliPerUnit * (Number(Path.Combine(monitor, $"curr{channel}_input")) / MilliPerUnit)))
        .Max();

    /// <summary>Load of the GPU where the board has the sensor, 0 to 1.</summary>
    public static double? GpuLoad() => Files("/sys/class/devfreq", "*")
        .Where(node => Array.Exists(GpuNames, name => Path.GetFileName(node).EndsWith(name, StringComparison.Ordinal)))
        .Select(node => Number(Path.Combine(node, "device", "load")) / DevfreqFullLoad)
        .FirstOrDefault(load => load is not null);

    private static double? Number(string path) =>
        Lines(path) is [var text, ..] && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Files(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder, pattern).Take(SensorsMax)] : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
