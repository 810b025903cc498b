using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Reads every stored object back from the disk, at a bounded rate, and tells what is not as it was stored. What is gone or damaged is flagged like a file that
/// went missing: it is not routed, and the same object sent again takes its place. Objects may be received and removed meanwhile.
/// </summary>
internal sealed class InboxVerifier(DataDirectory data, EdgeStore store, InboxBuckets buckets, LostFiles lost, TimeProvider time)
{
    private const long ObjectsBetweenProgress = 100;

    private int _running;

    /// <summary>Verifies.</summary>
    /// <param name="bytesPerSecond">Highest rate of reading; 0 for none.</param>
    /// <param name="tell">Called with each message, one after another.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The report; null, and nothing was done, while another verification runs.</returns>
    /// <exception cref="IOException">The inbox cannot be listed.</exception>
    public async Task<VerifyReport?> RunAsync(long bytesPerSecond, Func<VerifyMessage, Task> tell, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            return null;
        }

        try
        {
            var tally = new VerifyTally(time, tell, store.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM instances")));
            var pace = new ReadingPace(bytesPerSecond, time);
            foreach (string stray in StrayFiles.Outside(data, buckets))
            {
                await tally.FindAsync(VerifyTally.Stray, stray, "It does not belong here.");
            }

            foreach (string bucket in buckets.Existing().Union(IndexedBuckets(), StringComparer.Ordinal).ToList())
            {
                await VerifyAsync(bucket, tally, pace, cancellationToken);
            }

            VerifyReport report = tally.Report();
            await tell(new VerifyMessage(null, null, report));
            return report;
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    // '20260102/0001/' of '20260102/0001/ID.dcm': all but the letters of a name without '/'.
    private List<string> IndexedBuckets() => store.Read(connection => connection.Query<string>(
        "SELECT DISTINCT rtrim(rtrim(file, replace(file, '/', '')), '/') FROM instances").AsList());

    private async Task VerifyAsync(string bucket, VerifyTally tally, ReadingPace pace, CancellationToken cancellationToken)
    {
        string path = Path.Combine(data.Inbox, bucket);
        Dictionary<string, string?> rows = store.Read(connection => connection.Query<(string File, string? Flag)>(
            "SELECT file, flag FROM instances WHERE file >= @bucket || '/' AND file < @bucket || '0'", new { bucket })
            .ToDictionary(row => Path.GetFileName(row.File), row => row.Flag, StringComparer.Ordinal));
        IReadOnlyDictionary<string, string> digests = BucketDigests.Read(path);
        string[] names = Directory.Exists(path) ? [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)] : [];
        foreach (string name in rows.Keys.Union(digests.Keys, StringComparer.Ordinal).Except(names, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await MissAsync($"{bucket}/{name}", digests.ContainsKey(name), tally);
        }

        foreach (string name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (name.EndsWith(PartFile.StoredSuffix, StringComparison.Ordinal) && (rows.ContainsKey(name) || IsIndexed($"{bucket}/{name}")))
            {
                await HashAsync($"{bucket}/{name}", digests.GetValueOrDefault(name), tally, pace, cancellationToken);
                if (tally.Objects % ObjectsBetweenProgress == 0)
                {
                    await tally.TellProgressAsync();
                }
            }
            else if (!StrayFiles.IsCompanion(path, name))
            {
                await tally.FindAsync(VerifyTally.Stray, $"{bucket}/{name}", "The index does not know it.");
            }
        }
    }

    private async Task MissAsync(string file, bool hasDigest, VerifyTally tally)
    {
        // Retention may have removed it since it was listed, and what was sent again took its place.
        string? flag = Flag(file);
        if (flag == RemovedSeries.BeingRemoved || (LostFiles.IsLost(flag) && IsReplaced(file)) || File.Exists(Path.Combine(data.Inbox, file)))
        {
            return;
        }

        if (IsIndexed(file))
        {
            lost.Mark(file, LostFiles.Missing);
            await tally.FindAsync(VerifyTally.Missing, file, "The file is gone.");
        }
        else if (hasDigest && BucketDigests.Read(Path.GetDirectoryName(Path.Combine(data.Inbox, file))!).ContainsKey(Path.GetFileName(file)))
        {
            await tally.FindAsync(VerifyTally.Missing, file, "It was stored once; neither the file nor its row is there.");
        }
    }

    private async Task HashAsync(string file, string? recorded, VerifyTally tally, ReadingPace pace, CancellationToken cancellationToken)
    {
        string path = Path.Combine(data.Inbox, file);
        try
        {
            long size = new FileInfo(path).Length;
            string found = await ObjectDigest.ComputeFromDiskAsync(path, pace, cancellationToken);
            tally.Took(size);
            recorded ??= BucketDigests.Read(Path.GetDirectoryName(path)!).GetValueOrDefault(Path.GetFileName(path));
            if (recorded is null && IsIndexed(file))
            {
                BucketDigests.Add(path, found);
                tally.Recorded();
            }
            else if (recorded is not null && recorded != found)
            {
                lost.Mark(file, LostFiles.Unreadable);
                await tally.FindAsync(VerifyTally.Changed, file, $"It hashes to {found} and hashed to {recorded} when it was stored.");
            }
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            await MissAsync(file, recorded is not null, tally);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            tally.Took(0);
            lost.Mark(file, LostFiles.Unreadable);
            await tally.FindAsync(VerifyTally.Unreadable, file, failure.Message);
        }
    }

    private string? Flag(string file) => store.Read(connection => connection.ExecuteScalar<string?>("SELECT flag FROM instances WHERE file = @file", new { file }));

    private bool IsIndexed(string file) => store.Read(connection => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM instances WHERE file = @file", new { file })) == 1;

    private bool IsReplaced(string file) => store.Read(connection => connection.ExecuteScalar<long>(
        """
        SELECT count(*) FROM instances lost JOIN instances other ON other.sop_instance_uid = lost.sop_instance_uid
        WHERE lost.file = @file AND other.flag IS NULL
        """,
        new { file })) > 0;
}
