using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Removes the objects of a study, whole and in this order: 1. one durable transaction sees that nothing needs them and flags their rows, so that nothing will;
/// 2. <see cref="RemovedSeries"/> records them; 3. a few at a time, files go and their directory is synced; 4. their rows go. Killed anywhere, the next start goes on
/// at 2: a row without a file is one being removed, and never counts as lost. If the index is lost on the way, files that are left come back as they were.
/// </summary>
/// <remarks>
/// Needed is what is not whole, not worked on, not sent, or held: a study being received or planned, with a job that waits or runs, with a unit that waits for its
/// model, with a result that waits in the outbox or was set aside there, or with an object that waits for an operator's choice or whose storage commitment is not decided. A result
/// that was set aside for a hold and whose content an operator then passed over is not going to be sent, and keeps nothing. Results stay, with their units.
/// </remarks>
internal sealed class Retention(DataDirectory data, EdgeStore store, InboxIndex index, RemovedSeries removed, TimeProvider time)
{
    /// <summary>Objects of one step.</summary>
    public const int StepMax = 100;

    // The last one goes from the study's objects to the requests that name them: there may be many more open requests than objects.
    private const string NothingNeedsIt =
        """
        s.state = 'complete' AND s.routed_at IS NOT NULL AND s.last_received_at < @before
          AND NOT EXISTS (SELECT 1 FROM units u WHERE u.study_uid = s.study_uid AND u.current = 1 AND (
                u.held = 1 OR (u.model IS NOT NULL AND u.reason IS NOT NULL AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.unit_id = u.id))))
          AND NOT EXISTS (SELECT 1 FROM units u JOIN jobs j ON j.unit_id = u.id WHERE u.study_uid = s.study_uid AND j.state IN ('queued', 'leased'))
          AND NOT EXISTS (SELECT 1 FROM units u JOIN jobs j ON j.unit_id = u.id JOIN results r ON r.job_id = j.id JOIN outbox o ON o.result_id = r.result_id
                          WHERE u.study_uid = s.study_uid AND o.state <> 'delivered' AND NOT (o.state = 'set-aside' AND coalesce(o.reason, '') IN (@PassedOver, @Withdrawn)))
          AND NOT EXISTS (SELECT 1 FROM instances i JOIN instances f ON f.sop_instance_uid = i.sop_instance_uid WHERE i.study_uid = s.study_uid AND f.flag IN @Held)
          AND NOT EXISTS (SELECT 1 FROM instances i CROSS JOIN commitment_instances c ON c.sop_instance_uid = i.sop_instance_uid CROSS JOIN commitments m ON m.id = c.commitment_id
                          WHERE i.study_uid = s.study_uid AND m.done_at IS NULL)
        """;

    private const string WithoutStudy =
        "SELECT '' WHERE EXISTS (SELECT 1 FROM instances WHERE study_uid = '' AND received_at < @before AND coalesce(flag, '') NOT IN @Held AND flag IS NOT @BeingRemoved)";

    internal const string Oldest =
        $"""
        SELECT study_uid FROM (SELECT s.study_uid FROM studies s WHERE {NothingNeedsIt} ORDER BY s.last_received_at, s.study_uid LIMIT 1)
        UNION ALL {WithoutStudy} LIMIT 1
        """;

    private const string StillFree = $"SELECT s.study_uid FROM studies s WHERE s.study_uid = @study AND {NothingNeedsIt} UNION ALL {WithoutStudy} AND @study = ''";

    /// <summary>Studies that are being removed, also by a run before this one.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public IReadOnlyList<string> Begun() => store.Read(connection => connection.Query<string>(
        "SELECT DISTINCT study_uid FROM instances WHERE flag = @BeingRemoved", new { RemovedSeries.BeingRemoved }).AsList());

    /// <summary>Step 1 for the oldest study that nothing needs. It is looked for while others may write, and looked at once more in the transaction that takes it.</summary>
    /// <param name="before">Only a study whose last object came before.</param>
    /// <returns>Its UID, empty for objects without one; null when there is none.</returns>
    /// <exception cref="SqliteException">The database failed.</exception>
    public string? Begin(DateTimeOffset before)
    {
        // Each further round means that something came in between that needs the study.
        while (Candidate(before.ToUnixTimeMilliseconds()) is { } study)
        {
            if (Take(study, before.ToUnixTimeMilliseconds()))
            {
                return study;
            }
        }

        return null;
    }

    /// <summary>Step 2.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Record(string studyUid) => removed.Record(studyUid);

    /// <summary>Steps 3 and 4 for some objects of a study.</summary>
    /// <returns>Objects and bytes removed; none when it is done.</returns>
    /// <exception cref="IOException">The disk failed; it is safe to repeat.</exception>
    /// <exception cref="SqliteException">The database failed; it is safe to repeat.</exception>
    public (int Objects, long Bytes) RemoveSome(string studyUid)
    {
        List<(long Id, string File, long Bytes)> some = store.Read(connection => connection.Query<(long, string, long)>(
            "SELECT id, file, size_bytes FROM instances WHERE study_uid = @studyUid AND flag = @BeingRemoved ORDER BY file LIMIT @StepMax",
            new { studyUid, RemovedSeries.BeingRemoved, StepMax }).AsList());

        // 3.
        foreach (IGrouping<string, string> bucket in some.Select(row => Path.Combine(data.Inbox, row.File)).GroupBy(path => Path.GetDirectoryName(path)!))
        {
            if (Directory.Exists(bucket.Key))
            {
                foreach (string path in bucket)
                {
                    File.Delete(path);
                    File.Delete(KeptMark.PathOf(path));
                }

                BucketDigests.Remove(bucket.Key, bucket.Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal));
                DurableDirectory.Sync(bucket.Key);
            }
        }

        // 4.
        index.Remove([.. some.Select(row => row.Id)]);
        return (some.Count, some.Sum(row => row.Bytes));
    }

    /// <summary>Removes sealed buckets of earlier days that are empty.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void SweepBuckets(InboxBuckets buckets)
    {
        string today = InboxBuckets.Day(time.GetUtcNow());
        HashSet<string> known = store.Read(connection => connection.Query<string>("SELECT bucket FROM sealed_buckets").ToHashSet(StringComparer.Ordinal));
        foreach (string bucket in buckets.Existing().Where(bucket => known.Contains(bucket) && !bucket.StartsWith(today, StringComparison.Ordinal)).ToList())
        {
            string path = Path.Combine(data.Inbox, bucket);
            if (Directory.EnumerateFileSystemEntries(path).Any())
            {
                continue;
            }

            // First the rows: were they left by a crash, a bucket that gets this name again would count as sealed, and recovery would pass it over.
            store.Write((connection, transaction) => connection.Execute(
                "DELETE FROM sealed_buckets WHERE bucket = @bucket; DELETE FROM hashed_buckets WHERE bucket = @bucket", new { bucket }, transaction));
            Directory.Delete(path);
            string day = Path.GetDirectoryName(path)!;
            if (!Directory.EnumerateFileSystemEntries(day).Any())
            {
                Directory.Delete(day);
            }
        }
    }

    private string? Candidate(long before) => store.Read(connection =>
        connection.QueryFirstOrDefault<string?>(Oldest, new { before, Held = UnitHold.Flags, UnitHold.PassedOver, Withdrawn = Withdrawal.Reason, RemovedSeries.BeingRemoved }));

    private bool Take(string study, long before) => store.Write((connection, transaction) =>
    {
        var row = new
        {
            study,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            before,
            Held = UnitHold.Flags,
            UnitHold.PassedOver,
            Withdrawn = Withdrawal.Reason,
            RemovedSeries.BeingRemoved,
        };
        if (connection.QueryFirstOrDefault<string?>(StillFree, row, transaction) is null)
        {
            return false;
        }

        if (study.Length > 0)
        {
            connection.Execute(
                """
                INSERT INTO removed_series (study_uid, series_uid, removed_at) SELECT DISTINCT study_uid, series_uid, @now FROM instances WHERE study_uid = @study
                ON CONFLICT DO UPDATE SET removed_at = excluded.removed_at;
                UPDATE studies SET state = 'removed', instances = 0 WHERE study_uid = @study;
                """,
                row,
                transaction);
        }

        connection.Execute(
            study.Length == 0
                ? "UPDATE instances SET flag = @BeingRemoved WHERE study_uid = '' AND received_at < @before AND coalesce(flag, '') NOT IN @Held"
                : "UPDATE instances SET flag = @BeingRemoved WHERE study_uid = @study",
            row,
            transaction);
        return true;
    });
}
