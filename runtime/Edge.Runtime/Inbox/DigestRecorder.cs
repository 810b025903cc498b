using System.Diagnostics;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Hashes stored objects behind reception, from the kernel's cache where they still are, and records it in <see cref="BucketDigests"/>. While objects come in
/// it works a fiftieth of the time, else without pause. What it has not come to is found by listing buckets, so that nothing is queued in memory.
/// A bucket that is sealed and wholly hashed is remembered as such, and not looked into again.
/// </summary>
internal sealed partial class DigestRecorder(
    DataDirectory data, EdgeStore store, InboxBuckets buckets, TimeProvider time, ILogger<DigestRecorder> log) : BackgroundService
{
    private const int BusyShare = 50;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private long _named;

    /// <summary>Records what is not recorded yet.</summary>
    /// <returns>How many objects.</returns>
    internal async Task<int> RecordAsync(CancellationToken cancellationToken)
    {
        HashSet<string> done = store.Read(connection => connection.Query<string>("SELECT bucket FROM hashed_buckets").ToHashSet(StringComparer.Ordinal));
        int recorded = 0;
        foreach (string bucket in buckets.Existing().Where(bucket => !done.Contains(bucket)).ToList())
        {
            recorded += await RecordAsync(bucket, cancellationToken);
        }

        return recorded;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long seen = -1;
        while (true)
        {
            long named = buckets.Named;
            if (named != seen)
            {
                try
                {
                    await RecordAsync(stoppingToken);
                    seen = named;
                }
                catch (Exception failure) when (DiskTrouble.IsDisk(failure) || failure is SqliteException)
                {
                    // Whoever stores objects says what is wrong; the next look takes up what is missing.
                    LogPostponed(failure.Message);
                }
            }

            await Task.Delay(Pace, time, stoppingToken);
        }
    }

    private async Task<int> RecordAsync(string bucket, CancellationToken cancellationToken)
    {
        string path = Path.Combine(data.Inbox, bucket);

        // Asked first: a bucket that is sealed now gets no more objects, so that what is listed then is all.
        bool isSealed = store.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM sealed_buckets WHERE bucket = @bucket", new { bucket })) == 1;
        IReadOnlyDictionary<string, string> recorded = BucketDigests.Read(path);
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(path, "*" + PartFile.StoredSuffix).ToList())
        {
            if (!recorded.ContainsKey(Path.GetFileName(file)) && !_unreadable.Contains(file))
            {
                count += await TryRecordAsync(file, cancellationToken) ? 1 : 0;
            }
        }

        if (isSealed)
        {
            string sums = Path.Combine(path, BucketDigests.FileName);
            if (File.Exists(sums))
            {
                DurableDirectory.SyncFile(sums);
                DurableDirectory.Sync(path);
            }

            store.Write((connection, transaction) => connection.Execute(
                "INSERT OR IGNORE INTO hashed_buckets (bucket) VALUES (@bucket)", new { bucket }, transaction));
        }

        return count;
    }

    private async Task<bool> TryRecordAsync(string file, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            BucketDigests.Add(file, ObjectDigest.Compute(file));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Removed meanwhile.
            return false;
        }
        catch (IOException failure) when (!DiskTrouble.IsFull(failure))
        {
            // edgectl inbox verify reports it; trying it for ever would keep the disk busy.
            _unreadable.Add(file);
            LogUnreadable(Path.GetRelativePath(data.Inbox, file), failure.Message);
            return false;
        }

        long named = buckets.Named;
        if (Interlocked.Exchange(ref _named, named) != named)
        {
            await Task.Delay(Stopwatch.GetElapsedTime(began) * BusyShare, time, cancellationToken);
        }

        return true;
    }

    [LoggerMessage(1040, LogLevel.Debug, "Recording digests waits: {Reason}")]
    private partial void LogPostponed(string reason);

    [LoggerMessage(1041, LogLevel.Error, "The stored file {File} cannot be read ({Reason}). Check the disk; edgectl inbox verify tells which others.")]
    private partial void LogUnreadable(string file, string reason);
}
