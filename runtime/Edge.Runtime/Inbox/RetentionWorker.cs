using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Removes studies by age and for space, the oldest first, in small steps with pauses between them. It first ends what a run before has begun, also where
/// retention is off by now.
/// </summary>
internal sealed partial class RetentionWorker(
    Retention retention, InboxBuckets buckets, InboxConfig config, DiskSpace space, FaultBoard faults, TimeProvider time, ILogger<RetentionWorker> log)
    : BackgroundService
{
    private const long BytesPerMiB = 1024 * 1024;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseAfterStep = TimeSpan.FromMilliseconds(50);

    /// <summary>Removes whatever is due now.</summary>
    /// <returns>Studies removed.</returns>
    internal async Task<int> RemoveDueAsync(CancellationToken cancellationToken)
    {
        int studies = 0;
        foreach (string begun in retention.Begun())
        {
            await RemoveAsync(begun, "it was begun before", cancellationToken);
            studies++;
        }

        while (Begin() is { } next)
        {
            await RemoveAsync(next.Study, next.Why, cancellationToken);
            studies++;
        }

        if (studies > 0)
        {
            retention.SweepBuckets(buckets);
        }

        return studies;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await RemoveDueAsync(stoppingToken);
            }
            catch (Exception failure) when (DiskTrouble.IsDisk(failure) || failure is SqliteException)
            {
                LogPostponed(failure.Message);
            }

            await Task.Delay(Pace, time, stoppingToken);
        }
    }

    private (string Study, string Why)? Begin()
    {
        if (config.Retention is not { } limits)
        {
            return null;
        }

        if (limits.Days is { } days && retention.Begin(time.GetUtcNow().AddDays(-days)) is { } aged)
        {
            return (aged, string.Create(CultureInfo.InvariantCulture, $"nothing came for {days} days"));
        }

        if (limits.FreeMiB is { } wanted && space.FreeBytes is { } free && free < wanted * BytesPerMiB)
        {
            if (retention.Begin(DateTimeOffset.MaxValue) is { } oldest)
            {
                return (oldest, string.Create(CultureInfo.InvariantCulture, $"less than {wanted} MiB are free"));
            }

            faults.Raise(FaultCatalogue.RetentionBlocked, string.Create(
                CultureInfo.InvariantCulture, $"{free / BytesPerMiB} MiB are free, {wanted} MiB are to be kept free, and nothing more may be removed."));
            return null;
        }

        faults.Clear(FaultCatalogue.RetentionBlocked);
        return null;
    }

    private async Task RemoveAsync(string study, string why, CancellationToken cancellationToken)
    {
        retention.Record(study);
        long objects = 0;
        long bytes = 0;
        while (retention.RemoveSome(study) is { Objects: > 0 } step)
        {
            objects += step.Objects;
            bytes += step.Bytes;
            await Task.Delay(PauseAfterStep, time, cancellationToken);
        }

        LogRemoved(study, objects, bytes, why);
    }

    [LoggerMessage(1050, LogLevel.Information, "Study {StudyUid} with {Objects} objects, {Bytes} bytes, were removed by retention: {Why}")]
    private partial void LogRemoved(string studyUid, long objects, long bytes, string why);

    [LoggerMessage(1051, LogLevel.Warning, "Retention waits: {Reason}")]
    private partial void LogPostponed(string reason);
}
