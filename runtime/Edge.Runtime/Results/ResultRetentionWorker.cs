using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Results;

/// <summary>Removes results by age and for space, the oldest first, in small steps with pauses between them.</summary>
internal sealed partial class ResultRetentionWorker(
    ResultRetention retention, DeviceConfig config, DiskSpace space, FaultBoard faults, TimeProvider time, ILogger<ResultRetentionWorker> log)
    : BackgroundService
{
    /// <summary>A result younger than this is not removed for want of space: somebody may be looking at it.</summary>
    internal static readonly TimeSpan LeastAge = TimeSpan.FromDays(1);

    private const long BytesPerMiB = 1024 * 1024;

    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PauseAfterStep = TimeSpan.FromMilliseconds(50);

    // Rows that are gone while the disk did not let go of their files.
    private IReadOnlyList<RemovedResult> _left = [];

    /// <summary>Removes whatever is due now.</summary>
    /// <returns>Results removed.</returns>
    internal async Task<int> RemoveDueAsync(CancellationToken cancellationToken)
    {
        retention.Remove(_left);
        int results = _left.Count;
        _left = [];
        if (config.ResultRetention is not { } limits)
        {
            return results;
        }

        if (limits.Days is { } days)
        {
            results += await RemoveAsync(
                time.GetUtcNow().AddDays(-days), () => true, string.Create(CultureInfo.InvariantCulture, $"they were committed {days} days ago or earlier"), cancellationToken);
        }

        if (limits.FreeMiB is not { } wanted)
        {
            return results;
        }

        results += await RemoveAsync(
            time.GetUtcNow() - LeastAge, () => IsShort(wanted), string.Create(CultureInfo.InvariantCulture, $"less than {wanted} MiB are free"), cancellationToken);
        if (IsShort(wanted))
        {
            faults.Raise(FaultCatalogue.ResultRetentionBlocked, string.Create(
                CultureInfo.InvariantCulture, $"{space.FreeBytes / BytesPerMiB} MiB are free, {wanted} MiB are to be kept free, and no more results may be removed."));
        }
        else
        {
            faults.Clear(FaultCatalogue.ResultRetentionBlocked);
        }

        return results;
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

    private bool IsShort(long wantedMiB) => space.FreeBytes is { } free && free < wantedMiB * BytesPerMiB;

    private async Task<int> RemoveAsync(DateTimeOffset before, Func<bool> isWanted, string why, CancellationToken cancellationToken)
    {
        int results = 0;
        RemovedResult? last = null;
        while (isWanted())
        {
            (_left, last) = retention.Take(before.ToUnixTimeMilliseconds(), last);
            if (last is null)
            {
                break;
            }

            retention.Remove(_left);
            results += _left.Count;
            _left = [];
            await Task.Delay(PauseAfterStep, time, cancellationToken);
        }

        if (results > 0)
        {
            LogRemoved(results, why);
        }

        return results;
    }

    [LoggerMessage(3510, LogLevel.Information, "{Results} results were removed by retention: {Why}")]
    private partial void LogRemoved(int results, string why);

    [LoggerMessage(3511, LogLevel.Warning, "Retention of results waits: {Reason}")]
    private partial void LogPostponed(string reason);
}
