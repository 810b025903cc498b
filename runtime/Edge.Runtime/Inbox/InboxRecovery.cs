using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Makes the index agree with the files, before anything is received: left-over parts are swept, and in every bucket that is not sealed files without
/// a row get one and rows without a file are flagged. Sealed buckets hold no difference, so that a start costs the same however much is stored.
/// After the database was lost no bucket is sealed, and the whole index is rebuilt.
/// </summary>
internal sealed partial class InboxRecovery(
    DataDirectory data, EdgeStore store, InboxBuckets buckets, InboxIndex index, StageSignals signals, ILogger<InboxRecovery> log)
{
    private const string FileMissing = "Its file is missing from the inbox.";

    /// <summary>Recovers. Run it once, before the front door opens.</summary>
    /// <returns>How many objects were added to the index.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public int Run()
    {
        SweepParts();
        int added = 0;
        foreach (string bucket in buckets.Unsealed())
        {
            added += Reconcile(bucket);
            buckets.Seal(bucket);
        }

        if (added > 0)
        {
            LogRestored(added);
            signals.InstanceStored.Raise();
        }

        return added;
    }

    private void SweepParts()
    {
        foreach (string part in Directory.EnumerateFiles(data.InboxPartial, "*" + PartFile.Suffix))
        {
            File.Delete(part);
        }
    }

    private int Reconcile(string bucket)
    {
        HashSet<string> files = [.. Directory.EnumerateFiles(Path.Combine(data.Inbox, bucket), "*" + PartFile.StoredSuffix)
            .Select(path => $"{bucket}/{Path.GetFileName(path)}")];

        // The bucket's name holds digits only, so that '0' is the first letter after '/' of no other bucket's files.
        HashSet<string> rows = store.Read(connection => connection.Query<string>(
            "SELECT file FROM instances WHERE file >= @bucket || '/' AND file < @bucket || '0'", new { bucket }).ToHashSet(StringComparer.Ordinal));

        // Names sort by the start of reception; the first content under a UID is the one that was whole first.
        var missing = files.Except(rows)
            .Select(file => StoredObjectFile.Read(Path.Combine(data.Inbox, file), file))
            .OrderBy(found => found.Reception.ReceivedAt)
            .ThenBy(found => found.File, StringComparer.Ordinal)
            .ToList();
        foreach (StoredObject found in missing)
        {
            index.Add([Flagged(found)]);
        }

        foreach (string file in rows.Except(files))
        {
            LogMissing(file);
            store.Write((connection, transaction) =>
                connection.Execute("UPDATE instances SET flag = @FileMissing WHERE file = @file", new { FileMissing, file }, transaction));
        }

        return missing.Count;
    }

    private StoredObject Flagged(StoredObject found) =>
        found.Reception.SopInstanceUid.Length > 0 && index.FilesOf(found.Reception.SopInstanceUid).Count > 0
            ? found with { Header = found.Header with { Flag = ObjectHeader.OtherContent } }
            : found;

    [LoggerMessage(1020, LogLevel.Information, "Added {Count} stored objects that the index did not have")]
    private partial void LogRestored(int count);

    [LoggerMessage(1021, LogLevel.Error, "The file {File} is missing from the inbox. Restore it from a backup, or have it sent again.")]
    private partial void LogMissing(string file);
}
