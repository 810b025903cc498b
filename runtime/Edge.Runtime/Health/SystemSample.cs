namespace Edge.Runtime.Health;

/// <summary>How the appliance was at one moment. What is not known is null, never nought.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="FreeDiskMiB">Free space of the data directory, in MiB.</param>
/// <param name="MemoryUsedShare">Share of the machine's memory in use, 0 to 1.</param>
/// <param name="ProcessorShare">Share of all cores' time in use since the sample before, 0 to 1.</param>
/// <param name="RuntimeMiB">Resident memory of this process, in MiB.</param>
/// <param name="TemperatureC">The hottest thermal zone, in degrees Celsius.</param>
/// <param name="PowerW">Power that the board's monitors measure, in watts.</param>
/// <param name="GpuShare">Load of the GPU, 0 to 1.</param>
/// <param name="JobsWaiting">Jobs that wait.</param>
/// <param name="OutboxWaiting">Messages and objects that wait to be delivered.</param>
/// <param name="StudiesReceiving">Studies that are arriving.</param>
internal sealed record SystemSample(
    DateTimeOffset At,
    long? FreeDiskMiB,
    double? MemoryUsedShare,
    double? ProcessorShare,
    double RuntimeMiB,
    double? TemperatureC,
    double? PowerW,
    double? GpuShare,
    long JobsWaiting,
    long OutboxWaiting,
    long StudiesReceiving);

/// <summary>The last day of the appliance.</summary>
/// <param name="From">When the first sample could be, UTC.</param>
/// <param name="To">Now, UTC.</param>
/// <param name="Cores">Cores of the machine.</param>
/// <param name="MemoryMiB">Memory of the machine, in MiB; null: unknown.</param>
/// <param name="DiskMiB">Size of the file system with the data directory, in MiB; null: unknown.</param>
/// <param name="Samples">Samples, the oldest first.</param>
internal sealed record SystemView(DateTimeOffset From, DateTimeOffset To, int Cores, long? MemoryMiB, long? DiskMiB, IReadOnlyList<SystemSample> Samples);
