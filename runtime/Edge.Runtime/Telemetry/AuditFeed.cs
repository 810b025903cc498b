using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;
using Edge.Runtime.Outbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Telemetry;

/// <summary>Puts each entry of the audit log into the <c>audit</c> stream, in order. The log is the truth: the stream holds what is next, and is filled again as it empties.</summary>
internal sealed partial class AuditFeed(
    AuditLog audit, StreamTable streams, StreamEpoch epoch, DiskRetry disk, StageSignals signals, TimeProvider time, ILogger<AuditFeed> log) : BackgroundService
{
    /// <summary>Entries in the stream that are not acknowledged; the others stay in the log.</summary>
    public const int MostWaiting = 2048;

    private const int AtOnce = 256;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        StageWaiter appended = audit.Appended.Join();
        try
        {
            // Where the stream goes on is of no use before it is known to be of this numbering.
            await disk.UntilDoneAsync("reading the epoch of the streams", () => epoch.Current, stoppingToken);
            while (true)
            {
                int moved = await disk.UntilDoneAsync("reading the audit log", MoveSome, stoppingToken);
                if (moved > 0)
                {
                    signals.OutboxFilled.Raise();
                }
                else
                {
                    await appended.WaitAsync(TimeSpan.FromSeconds(10), time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on where the stream ends.
        }
    }

    private int MoveSome()
    {
        (long source, long waiting) = streams.Followed(OutboxDestination.MqttAudit);
        long head = audit.Head.Sequence;
        if (head < source)
        {
            // Another log than the one that was followed: central operations get all of it.
            LogShorter(head, source);
            streams.Follow(OutboxDestination.MqttAudit, [], source, 0);
            source = 0;
        }

        if (waiting >= MostWaiting || head <= source)
        {
            return 0;
        }

        IReadOnlyList<AuditEntry> entries = audit.After(source, AtOnce);
        if (entries.Count > 0)
        {
            streams.Follow(OutboxDestination.MqttAudit, [.. entries.Select(entry => JsonSerializer.Serialize(entry, EdgeJson.Default.AuditEntry))], source, entries[^1].Sequence);
        }

        return entries.Count;
    }

    [LoggerMessage(7010, LogLevel.Warning, "The audit log ends at {Head}, and was sent up to {Source}: it was cut or replaced by an older one. It is sent again from its beginning.")]
    private partial void LogShorter(long head, long source);
}
