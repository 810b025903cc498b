namespace Edge.Runtime.Device;

/// <summary>What the sensors say now. What a device does not have, or what cannot be read, is missing or null: unknown, never zero.</summary>
/// <param name="AvailableMemoryMiB">Memory that is there for use, in MiB.</param>
/// <param name="TotalMemoryMiB">Memory of the machine, in MiB.</param>
/// <param name="Temperatures">Temperatures, at most <see cref="DeviceSensors.MaxSensors"/>.</param>
/// <param name="Powers">Power of each rail, at most <see cref="DeviceSensors.MaxSensors"/>.</param>
/// <param name="Alarms">Rails that report an alarm, in words.</param>
/// <param name="ProcessorTicks">Busy and whole time of all cores since the machine started, in ticks of the kernel (proc_stat(5)).</param>
/// <param name="GpuLoad">Load of the GPU, 0 to 1.</param>
internal sealed record DeviceReadings(
    long? AvailableMemoryMiB,
    long? TotalMemoryMiB,
    IReadOnlyList<TemperatureReading> Temperatures,
    IReadOnlyList<PowerReading> Powers,
    IReadOnlyList<string> Alarms,
    (long Busy, long All)? ProcessorTicks,
    double? GpuLoad);

/// <summary>A temperature.</summary>
/// <param name="Name">Name of the sensor, as the kernel gives it.</param>
/// <param name="Celsius">Temperature in °C.</param>
/// <param name="HotFromCelsius">From when on the sensor itself says that it is too hot; null where it says nothing.</param>
internal sealed record TemperatureReading(string Name, double Celsius, double? HotFromCelsius);

/// <summary>Power of a rail.</summary>
/// <param name="Name">Name of the rail.</param>
/// <param name="Watts">Power in watts.</param>
internal sealed record PowerReading(string Name, double Watts);
