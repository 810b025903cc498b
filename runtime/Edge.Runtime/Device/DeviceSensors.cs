using System.Globalization;
using Edge.Contracts;

namespace Edge.Runtime.Device;

/// <summary>
/// Reads the device's sensors as the kernel offers them: memory from <c>/proc/meminfo</c>, temperatures from thermal zones and hwmon, power and its alarms from power monitors
/// (the INA3221 of a Jetson and its kin), the GPU's load from devfreq.
/// </summary>
internal sealed class DeviceSensors(SensorsConfig config)
{
    /// <summary>Most sensors of a kind that are read.</summary>
    public const int MaxSensors = 64;

    private const double MilliPerUnit = 1000;
    private const double MicroPerUnit = 1_000_000;
    private const long KibPerMib = 1024;
    private const double DevfreqFullLoad = 1000;
    private const int Channels = 8;
    private const int TickKinds = 8;
    private const int IdleTicks = 3;
    private const int WaitingTicks = 4;

    private static readonly string[] GpuNames = ["ga10b", "gpu", "gpu-gpc-0", "gv11b", "gp10b"];
    private static readonly string[] TripKinds = ["hot", "critical"];

    private string Sys => Path.Combine(config.From, "sys");

    /// <summary>Reads all of them.</summary>
    public DeviceReadings Read()
    {
        (long? available, long? total) = ReadMemory();
        string[] monitors = [.. SensorFolder.Folders(Path.Combine(Sys, "class", "hwmon"), "hwmon*", MaxSensors)];
        string[] rails = [.. monitors.Where(IsPowerMonitor)];
        return new DeviceReadings(
            available,
            total,
            [.. ThermalZones().Concat(monitors.SelectMany(HwmonTemperatures)).Take(MaxSensors)],
            [.. rails.SelectMany(Powers).Take(MaxSensors)],
            [.. rails.SelectMany(Alarms).Take(MaxSensors)],
            ReadProcessor(),
            ReadGpuLoad());
    }

    // The first line: cpu user nice system idle iowait irq softirq steal ...
    private (long Busy, long All)? ReadProcessor()
    {
        long[] ticks = [.. (SensorFolder.Text(config.From, "proc", "stat")?.Split('\n')[0] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(TickKinds)
            .Select(word => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0)];
        return ticks.Length < TickKinds ? null : (ticks.Sum() - ticks[IdleTicks] - ticks[WaitingTicks], ticks.Sum());
    }

    private (long? Available, long? Total) ReadMemory()
    {
        string[] lines = SensorFolder.Text(config.From, "proc", "meminfo")?.Split('\n') ?? [];
        return (Line("MemAvailable:"), Line("MemTotal:"));

        long? Line(string name) => Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long kib)
            ? kib / KibPerMib
            : null;
    }

    private IEnumerable<TemperatureReading> ThermalZones() =>
        from zone in SensorFolder.Folders(Path.Combine(Sys, "class", "thermal"), "thermal_zone*", MaxSensors)
        let temperature = SensorFolder.Number(zone, "temp")
        where temperature is not null
        select new TemperatureReading(SensorFolder.Text(zone, "type") ?? Path.GetFileName(zone), temperature.Value / MilliPerUnit, Trip(zone));

    // The lowest trip point at which the kernel acts against heat.
    private static double? Trip(string zone) => Enumerable.Range(0, Channels)
        .Where(index => TripKinds.Contains(SensorFolder.Text(zone, $"trip_point_{index}_type")))
        .Select(index => SensorFolder.Number(zone, $"trip_point_{index}_temp"))
        .Where(trip => trip > 0)
        .Min() / MilliPerUnit;

    private static IEnumerable<TemperatureReading> HwmonTemperatures(string monitor) =>
        from channel in SensorFolder.Files(monitor, "temp*_input", MaxSensors)
        let prefix = channel[..channel.IndexOf('_', StringComparison.Ordinal)]
        let temperature = SensorFolder.Number(monitor, channel)
        where temperature is not null
        let hot = SensorFolder.Number(monitor, $"{prefix}_crit") ?? SensorFolder.Number(monitor, $"{prefix}_max")
        select new TemperatureReading(Name(monitor, prefix), temperature.Value / MilliPerUnit, hot > 0 ? hot / MilliPerUnit : null);

    private static bool IsPowerMonitor(string monitor) =>
        SensorFolder.Text(monitor, "name") is { } name && (name.StartsWith("ina", StringComparison.Ordinal) || name == "rpi_volt");

    private static IEnumerable<PowerReading> Powers(string monitor)
    {
        for (int channel = 1; channel <= Channels; channel++)
        {
            double? watts = SensorFolder.Number(monitor, $"power{channel}_input") is { } micro ? micro / MicroPerUnit
                : SensorFolder.Number(monitor, $"in{channel}_input") / MilliPerUnit * (SensorFolder.Number(monitor, $"curr{channel}_input") / MilliPerUnit);
            if (watts is { } known)
            {
                yield return new PowerReading(SensorFolder.Text(monitor, $"in{channel}_label") ?? Name(monitor, $"power{channel}"), known);
            }
        }
    }

    private static IEnumerable<string> Alarms(string monitor) =>
        from alarm in SensorFolder.Files(monitor, "*_alarm", MaxSensors)
        where SensorFolder.Number(monitor, alarm) > 0
        let channel = alarm[..alarm.IndexOf('_', StringComparison.Ordinal)]
        let number = channel.TrimStart("abcdefghijklmnopqrstuvwxyz".ToCharArray())
        let label = SensorFolder.Text(monitor, $"in{number}_label") ?? Name(monitor, channel)
        select $"{label}: {alarm[(alarm.IndexOf('_', StringComparison.Ordinal) + 1)..].Replace('_', ' ')}";

    private double? ReadGpuLoad() => SensorFolder.Folders(Path.Combine(Sys, "class", "devfreq"), "*", MaxSensors)
        .Where(node => Array.Exists(GpuNames, name => Path.GetFileName(node).EndsWith(name, StringComparison.Ordinal)))
        .Select(node => SensorFolder.Number(node, "device", "load") / DevfreqFullLoad)
        .FirstOrDefault(load => load is not null);

    private static string Name(string monitor, string channel) =>
        $"{SensorFolder.Text(monitor, "name") ?? Path.GetFileName(monitor)} {SensorFolder.Text(monitor, $"{channel}_label") ?? channel}";
}
