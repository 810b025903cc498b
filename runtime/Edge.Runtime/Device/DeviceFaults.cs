using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Device;

/// <summary>Says what is wrong with the device itself: memory, temperature, power.</summary>
internal sealed class DeviceFaults(DeviceSensors sensors, SensorsConfig config, FaultBoard faults)
{
    /// <summary>How often it is worth a look.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private const int MemoryShare = 16;
    private const long MostLeastMemoryMiB = 512;

    /// <summary>Looks once.</summary>
    public void Look()
    {
        DeviceReadings readings = sensors.Read();
        long? least = config.LeastFreeMemoryMiB ?? (readings.TotalMemoryMiB is { } total ? Math.Min(total / MemoryShare, MostLeastMemoryMiB) : null);
        Show(FaultCatalogue.MemoryLow, readings.AvailableMemoryMiB < least
            ? [string.Create(CultureInfo.InvariantCulture, $"{readings.AvailableMemoryMiB} MiB of {readings.TotalMemoryMiB} are available; {least} are wanted.")]
            : []);
        Show(FaultCatalogue.TemperatureHigh, readings.Temperatures
            .Where(reading => reading.Celsius >= (reading.HotFromCelsius ?? config.Hottest))
            .Select(reading => string.Create(CultureInfo.InvariantCulture, $"{reading.Name}: {reading.Celsius:0.#} °C, too hot from {reading.HotFromCelsius ?? config.Hottest:0.#} °C on.")));
        Show(FaultCatalogue.PowerAlarm, readings.Alarms.Select(alarm => $"{alarm}."));
    }

    private void Show(Fault fault, IEnumerable<string> details)
    {
        string detail = string.Join(' ', details);
        if (detail.Length == 0)
        {
            faults.Clear(fault);
        }
        else
        {
            faults.Raise(fault, detail);
        }
    }
}
