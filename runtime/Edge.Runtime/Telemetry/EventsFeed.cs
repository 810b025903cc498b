using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Outbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Telemetry;

/// <summary>Puts each fault that appears or goes into the <c>events</c> stream. What comes and goes between two looks is not worth a message.</summary>
internal sealed class EventsFeed(
    FaultBoard faults, StreamTable streams, DevicePayloads device, DeviceConfig config, DiskRetry disk, StageSignals signals, TimeProvider time) : BackgroundService
{
    /// <summary>Time between two looks while faults change.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly StageSignal _changed = new();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        EventHandler look = (_, _) => _changed.Raise();
        faults.Changed += look;
        try
        {
            Dictionary<string, FaultView> known = new(StringComparer.Ordinal);
            while (true)
            {
                known = await TellAsync(known, stoppingToken);
                await Task.Delay(Pace, time, stoppingToken);
                await _changed.WaitAsync(OrderedStream.LongestWait, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was raised is in the birth of the next start's events.
        }
        finally
        {
            faults.Changed -= look;
        }
    }

    private async Task<Dictionary<string, FaultView>> TellAsync(Dictionary<string, FaultView> known, CancellationToken cancellationToken)
    {
        Dictionary<string, FaultView> now = faults.Current.ToDictionary(fault => fault.Code, StringComparer.Ordinal);
        FaultNotice[] news =
        [
            .. known.Values.Where(fault => !now.ContainsKey(fault.Code)).Select(fault => Notice(FaultChange.Cleared, fault)),
            .. now.Values.Where(fault => !known.ContainsKey(fault.Code)).Select(fault => Notice(FaultChange.Raised, fault)),
        ];
        foreach (FaultNotice notice in news)
        {
            string json = JsonSerializer.Serialize(notice, EdgeJson.Default.FaultNotice);
            await disk.UntilDoneAsync("noting an event", () => streams.AddWithin(OutboxDestination.MqttEvents, json, config.Mqtt!.QuotaBytes), cancellationToken);
            signals.OutboxFilled.Raise();
        }

        return now;
    }

    private FaultNotice Notice(FaultChange change, FaultView fault) => new(
        FaultNotice.CurrentSchemaVersion, change, fault.Code, fault.Title, fault.Severity, fault.Action, fault.Since, time.GetUtcNow(), device.BootId);
}
