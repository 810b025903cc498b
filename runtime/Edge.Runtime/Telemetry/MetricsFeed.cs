using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Instruments;
using Edge.Runtime.Outbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Telemetry;

/// <summary>Puts a snapshot of all metrics into the <c>metrics</c> stream at a steady pace, and keeps the stream within its quota.</summary>
internal sealed class MetricsFeed(
    MetricsListener metrics, DeviceHealthReader health, StreamTable streams, DevicePayloads device, DeviceConfig config, DiskRetry disk, StageSignals signals, TimeProvider time)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(config.Mqtt!.MetricsEvery, time, stoppingToken);
                await disk.UntilDoneAsync(
                    "noting metrics",
                    () =>
                    {
                        var snapshot = new MetricsSnapshot(MetricsSnapshot.CurrentSchemaVersion, time.GetUtcNow(), device.BootId, health.Read(), metrics.Read());
                        return streams.AddWithin(OutboxDestination.MqttMetrics, JsonSerializer.Serialize(snapshot, EdgeJson.Default.MetricsSnapshot), config.Mqtt!.QuotaBytes);
                    },
                    stoppingToken);
                signals.OutboxFilled.Raise();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start begins anew.
        }
    }
}
