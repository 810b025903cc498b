using Dapper;
using Edge.Contracts;
using Edge.Runtime.Device;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Health;

/// <summary>Takes a sample of the appliance each minute and keeps those of the last day, in memory alone.</summary>
internal sealed class SystemHistory(DiskSpace space, DeviceSensors sensors, EdgeStore store, DataDirectory data, TimeProvider time) : BackgroundService
{
    /// <summary>Samples that are kept.</summary>
    public const int Most = 24 * 60;

    private const long BytesPerMiB = 1024 * 1024;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<SystemSample> _samples = new(Most);
    private (long Busy, long All)? _before;

    /// <summary>The last day.</summary>
    public SystemView View()
    {
        DateTimeOffset now = time.GetUtcNow();
        DeviceReadings readings = sensors.Read();
        lock (_lock)
        {
            return new SystemView(now - (Every * Most), now, Environment.ProcessorCount, readings.TotalMemoryMiB, DiskMiB(), [.. _samples]);
        }
    }

    /// <summary>Takes one sample.</summary>
    public void Take()
    {
        DeviceReadings readings = sensors.Read();
        (long Busy, long All)? processor = readings.ProcessorTicks;
        (long jobs, long outbox, long studies) = Queues();
        var sample = new SystemSample(
            time.GetUtcNow(),
            space.FreeBytes / BytesPerMiB,
            readings is { AvailableMemoryMiB: { } free, TotalMemoryMiB: > 0 and { } all } ? 1 - ((double)free / all) : null,
            processor is { } now && _before is { } before && now.All > before.All ? (double)(now.Busy - before.Busy) / (now.All - before.All) : null,
            (double)Environment.WorkingSet / BytesPerMiB,
            readings.Temperatures.Max(static reading => (double?)reading.Celsius),
            readings.Powers.Max(static reading => (double?)reading.Watts),
            readings.GpuLoad,
            jobs,
            outbox,
            studies);
        _before = processor;
        lock (_lock)
        {
            if (_samples.Count == Most)
            {
                _samples.Dequeue();
            }

            _samples.Enqueue(sample);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                Take();
            }
            catch (Exception failure) when (failure is SqliteException || DiskTrouble.IsDisk(failure))
            {
                // A gap in the charts; who uses the disk raises the fault.
            }

            await Task.Delay(Every, time, stoppingToken);
        }
    }

    private (long Jobs, long Outbox, long Studies) Queues() => store.Read(connection => (
        connection.ExecuteScalar<long>("SELECT count(*) FROM jobs WHERE state = 'queued'"),
        connection.ExecuteScalar<long>("SELECT count(*) FROM outbox WHERE state = 'waiting'"),
        connection.ExecuteScalar<long>("SELECT count(*) FROM studies WHERE state = 'receiving'")));

    private long? DiskMiB()
    {
        try
        {
            return new DriveInfo(data.Root).TotalSize / BytesPerMiB;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
