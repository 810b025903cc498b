using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Makes the index agree with the files, before anything is received: left-over parts are swept, and in every bucket that is not sealed files without
/// a row get one, rows without a file are flagged, and rows whose file is back lose that flag. Sealed buckets hold no difference, so that a start
/// costs the same however much is stored. After the database was lost no bucket is sealed, and the whole index is rebuilt. What the disk does not
/// give back raises a fault, stays unsealed for the next start, and keeps nothing else from being recovered.
/// </summary>
internal sealed partial class InboxRecovery(
    DataDirectory data,
    EdgeStore store,
    InboxBuckets buckets,
    InboxIndex index,
    LostFiles lost,
    RemovedSeries removed,
    FaultBoard faults,
    StageSignals signals,
    ILogger<InboxRecovery> log)
{
    /// <summary>Recovers. Run it once, before the front door opens.</summary>
    /// <returns>How many objects were added to the index.</returns>
    /// <exception cref="IOException">The folder of parts or the list of buckets cannot be read.</exception>
    public int Run()
    {
        SweepParts();
        removed.Restore();
        int added = 0;
        string? skipped = null;
        foreach (string bucket in buckets.Unsealed())
        {
            try
            {
                added += Reconcile(bucket);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                skipped = $"The objects in {bucket} could not be looked at: {failure.Message}";
                LogSkipped(bucket, failure);
            }
        }

        if (added > 0)
        {
            LogRestored(added);
        }

        ContentConflict.Report(store, faults);
        lost.Report(faults);
        if (skipped is not null)
        {
            faults.Raise(FaultCatalogue.ObjectsDamaged, skipped);
        }

        signals.InstanceStored.Raise();
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
        Dictionary<string, string?> rows = store.Read(connection => connection.Query<(string File, string? Flag)>(
            "SELECT file, flag FROM instances WHERE file >= @bucket || '/' AND file < @bucket || '0'", new { bucket })
            .ToDictionary(row => row.File, row => row.Flag, StringComparer.Ordinal));

        // What is gone first: it must not flag what has taken its place.
        var gone = rows.Keys.Where(file => !files.Contains(file) && rows[file] != RemovedSeries.BeingRemoved).ToList();
        gone.ForEach(MarkMissing);

        // Names sort by the start of reception; the first content under a UID is the one that was whole first.
        var unknown = files.Where(file => !rows.ContainsKey(file))
            .Select(Read)
            .OrderBy(found => found.Reception.ReceivedAt)
            .ThenBy(found => found.File, StringComparer.Ordinal)
            .ToList();
        var back = rows.Keys.Where(file => files.Contains(file) && LostFiles.IsLost(rows[file])).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count + back.Count > 0)
        {
            SyncDownTo(bucket);
        }

        bool isWhole = gone.Count == 0;
        foreach (StoredObject found in unknown)
        {
            index.Add([Flagged(found)]);
            if (KeptMark.Read(Path.Combine(data.Inbox, found.File)) is not null)
            {
                index.UseAfterAll(found.File);
            }

            isWhole &= !LostFiles.IsLost(found.Header.Flag);
        }

        foreach (string file in back)
        {
            isWhole &= TryRestore(file);
        }

        if (isWhole)
        {
            buckets.Seal(bucket);
        }

        return unknown.Count;
    }

    private void MarkMissing(string file)
    {
        LogMissing(file);
        lost.Mark(file, LostFiles.Missing);
    }

    // A row vouches for its file: a repetition of it is answered with Success and not synced. A crash may have come between name and sync.
    private void SyncDownTo(string bucket)
    {
        string path = Path.Combine(data.Inbox, bucket);
        DurableDirectory.Sync(path);
        DurableDirectory.Sync(Path.GetDirectoryName(path)!);
        DurableDirectory.Sync(data.Inbox);
    }

    private StoredObject Read(string file)
    {
        StoredObject found = StoredObjectFile.Read(Path.Combine(data.Inbox, file), file);
        if (LostFiles.IsLost(found.Header.Flag))
        {
            LogUnreadable(file);
        }

        return found;
    }

    private bool TryRestore(string file)
    {
        StoredObject found = Read(file);
        if (LostFiles.IsLost(found.Header.Flag) || BucketDigests.IsChanged(Path.Combine(data.Inbox, file)))
        {
            return false;
        }

        // Whoever put it back may not have synced it.
        DurableDirectory.SyncFile(Path.Combine(data.Inbox, file));
        if (index.RemoveUnread(file))
        {
            index.Add([Flagged(found)]);
        }
        else
        {
            lost.Restore(file, found.Header.Flag);
        }

        LogBack(file);
        return true;
    }

    /// <summary>
    /// As <see cref="ObjectInbox.Store"/> flags an object beside others under its UID; but what an operator chose is in use, whatever came first.
    /// </summary>
    private StoredObject Flagged(StoredObject found)
    {
        IReadOnlyList<string> others = found.Reception.SopInstanceUid.Length > 0 ? index.FilesOf(found.Reception.SopInstanceUid) : [];
        if (others.Count == 0)
        {
            return found;
        }

        string path = Path.Combine(data.Inbox, found.File);
        string[] otherPaths = [.. others.Select(other => Path.Combine(data.Inbox, other))];
        DateTimeOffset? otherChosenAt = otherPaths.Max(KeptMark.Read);
        if (KeptMark.Read(path) is { } chosenAt && (otherChosenAt is null || chosenAt > otherChosenAt))
        {
            index.PassOver(others);
            return found;
        }

        string flag = otherChosenAt is not null ? ObjectHeader.NotChosen
            : otherPaths.Any(other => ContentComparison.AreSame(path, other)) ? ObjectHeader.Repeated
            : ContentConflict.FlagOf(path, otherPaths);
        return found with { Header = found.Header with { Flag = flag } };
    }

    [LoggerMessage(1020, LogLevel.Information, "Added {Count} stored objects that the index did not have")]
    private partial void LogRestored(int count);

    [LoggerMessage(1021, LogLevel.Error, "The file {File} is missing from the inbox. Restore it from a backup, or have it sent again.")]
    private partial void LogMissing(string file);

    [LoggerMessage(1022, LogLevel.Error, "The file {File} cannot be read from the inbox. Check the disk, restore it from a backup, or have it sent again.")]
    private partial void LogUnreadable(string file);

    [LoggerMessage(1023, LogLevel.Information, "The file {File} is back in the inbox")]
    private partial void LogBack(string file);

    [LoggerMessage(1024, LogLevel.Error, "The objects in {Bucket} were left as they are because the disk failed. Check it and start again.")]
    private partial void LogSkipped(string bucket, Exception failure);
}
