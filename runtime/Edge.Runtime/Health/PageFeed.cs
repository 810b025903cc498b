using System.Runtime.CompilerServices;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Health;

/// <summary>
/// Snapshots for the page, made once for all who watch, at most one a second, and only while someone watches and something changed. A watcher
/// that is slow misses snapshots, never the latest. While the disk or the database does not let one be made, the last one stays and a fault says so.
/// </summary>
internal sealed partial class PageFeed(
    DeviceConfig config,
    HealthReporter health,
    StudyShelf studies,
    EdgeStore store,
    FaultBoard faults,
    ErrorLog errors,
    TimeProvider time,
    ILogger<PageFeed> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // Free disk space and models change without telling anyone.
    private static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(10);

    private readonly StageSignal _someoneCame = new();
    private readonly WatchPlaces _places = new();
    private volatile PageSnapshot _latest = new(0, ReadOnlyMemory<byte>.Empty);
    private int _watchers;

    /// <summary>Takes a place to watch from.</summary>
    /// <param name="who">User or address: none may take all places.</param>
    /// <returns>Gives the place back when it is disposed of; null when no more may watch.</returns>
    public IDisposable? TakePlace(string who) => _places.Take(who);

    /// <summary>Snapshots as JSON, the current one first. Null after <paramref name="beat"/> without a new one.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>?> WatchAsync(TimeSpan beat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _watchers);
        try
        {
            _someoneCame.Raise();
            long seen = 0;
            while (true)
            {
                PageSnapshot latest = _latest;
                if (latest.Number > seen)
                {
                    seen = latest.Number;
                    yield return latest.Json;
                }
                else if (!await latest.WaitForNextAsync(beat, time, cancellationToken))
                {
                    yield return null;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (long, long, long) shown = default;
        DateTimeOffset madeAt = default;
        while (true)
        {
            if (Volatile.Read(ref _watchers) == 0)
            {
                await _someoneCame.WaitAsync(LongestAge, time, stoppingToken);
                continue;
            }

            (long, long, long) changes = (store.Changes, faults.Changes, errors.Changes);
            DateTimeOffset now = time.GetUtcNow();
            bool isDue = changes != shown || now - madeAt >= LongestAge || _latest.Number == 0;
            if (isDue && TryShow(now))
            {
                (shown, madeAt) = (changes, now);
            }

            await Task.Delay(Pace, time, stoppingToken);
        }
    }

    private bool TryShow(DateTimeOffset now)
    {
        try
        {
            PageSnapshot before = _latest;
            _latest = new PageSnapshot(before.Number + 1, Make(now));
            before.NextIsThere();
        }
        catch (Exception failure) when (failure is SqliteException or JsonException || DiskTrouble.IsDisk(failure))
        {
            // Who watches the page must not be able to end what works without it.
            if (!faults.IsRaised(FaultCatalogue.PageStale))
            {
                faults.Raise(FaultCatalogue.PageStale, failure.Message);
                LogStuck(failure);
            }

            return false;
        }

        faults.Clear(FaultCatalogue.PageStale);
        return true;
    }

    private byte[] Make(DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(
        new PageState(config.Device, now, health.Report(), studies.Latest()), PageJson.Default.PageState);

    [LoggerMessage(8010, LogLevel.Error, "The page shows an old state because the current one cannot be read. Check the disk of the data directory.")]
    private partial void LogStuck(Exception failure);
}
