using Dapper;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Results;

/// <summary>
/// Removes results in this order: 1. one durable transaction sees that nothing needs them and takes their rows, with those of their deliveries, and says so at their jobs;
/// 2. <see cref="RemovedResults"/> records them; 3. their files go. Killed anywhere, <see cref="Finish"/> goes on at the next start: no row is ever without its files, and files
/// without a row whose job says that they were removed are not adopted. If the index is lost on the way, files that are left come back as they were.
/// </summary>
/// <remarks>
/// Needed is what was not delivered everywhere (by an archive that commits: not committed; by central operations: not acknowledged) or was set aside in the outbox, what is held
/// for a choice between contents, and of a study whose objects are stored the newest results of each unit: the two latest that made objects, with all that came after, since a
/// later revision names and rejects the objects of the one, which was made knowing the other. Units and jobs stay, so that revisions go on.
/// </remarks>
internal sealed class ResultRetention(EdgeStore store, ResultFiles files, RemovedResults removed)
{
    /// <summary>Results of one step.</summary>
    public const int StepMax = 100;

    /// <summary>What the job of a removed result says.</summary>
    public const string Removed = "Its result was removed by retention.";

    private const string Candidates =
        """
        SELECT r.result_id AS ResultId, r.committed_at AS CommittedAt, u.study_uid AS StudyUid, u.kind AS Kind, u.series_uid AS SeriesUid,
               u.sop_instance_uid AS SopInstanceUid, u.revision AS Revision
        FROM results r JOIN jobs j ON j.id = r.job_id JOIN units u ON u.id = j.unit_id
        """;

    private const string NothingNeedsIt =
        """
        u.held = 0
          AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.result_id = r.result_id AND o.state <> 'delivered'
                          AND NOT (o.state = 'set-aside' AND coalesce(o.reason, '') IN (@PassedOver, @Withdrawn)))
          AND (NOT EXISTS (SELECT 1 FROM studies s WHERE s.study_uid = u.study_uid AND s.state <> 'removed')
               OR (SELECT count(*) FROM (
                    SELECT 1 FROM units l JOIN jobs lj ON lj.unit_id = l.id JOIN results lr ON lr.job_id = lj.id
                    WHERE l.study_uid = u.study_uid AND l.kind = u.kind AND l.series_uid = u.series_uid AND l.sop_instance_uid = u.sop_instance_uid AND l.revision > u.revision
                      AND EXISTS (SELECT 1 FROM json_each(lr.document, '$.objects') e WHERE json_extract(e.value, '$.kind') <> 'rejection-note')
                    LIMIT 2)) = 2)
        """;

    // Oldest first, from where the step before ended: what stays is looked at once a pass.
    internal const string Next =
        $"{Candidates} WHERE r.committed_at < @before AND (r.committed_at, r.result_id) > (@at, @id) AND {NothingNeedsIt} ORDER BY r.committed_at, r.result_id LIMIT @StepMax";

    private const string StillFree = $"{Candidates} WHERE r.result_id IN @resultIds AND {NothingNeedsIt}";

    /// <summary>Step 1 for the oldest results that nothing needs. They are looked for while others may write, and looked at once more in the transaction that takes them.</summary>
    /// <param name="before">Only results that were committed before, Unix milliseconds.</param>
    /// <param name="after">The last result that the step before returned; null: from the oldest on.</param>
    /// <returns>What was taken, and where to go on; nothing to go on from when there is no more.</returns>
    /// <exception cref="SqliteException">The database failed; nothing changed.</exception>
    public (IReadOnlyList<RemovedResult> Taken, RemovedResult? Last) Take(long before, RemovedResult? after)
    {
        List<RemovedResult> found = store.Read(connection => connection.Query<RemovedResult>(
            Next,
            new { before, at = after?.CommittedAt ?? long.MinValue, id = after?.ResultId ?? "", StepMax, UnitHold.PassedOver, Withdrawn = Withdrawal.Reason }).AsList());
        if (found.Count == 0)
        {
            return ([], null);
        }

        return (store.Write((connection, transaction) =>
        {
            List<RemovedResult> free = connection.Query<RemovedResult>(
                StillFree, new { resultIds = found.Select(result => result.ResultId), UnitHold.PassedOver, Withdrawn = Withdrawal.Reason }, transaction).AsList();
            TakeRows(transaction, [.. free.Select(result => result.ResultId)]);
            return free;
        }), found[^1]);
    }

    /// <summary>Steps 2 and 3. It is safe to repeat.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Remove(IReadOnlyList<RemovedResult> taken)
    {
        if (taken.Count == 0)
        {
            return;
        }

        removed.Record(taken);
        foreach (RemovedResult result in taken)
        {
            files.Remove(result.ResultId);
        }
    }

    /// <summary>
    /// Ends what runs before this one began. Run it before results are adopted: files without a row go where their job or the record says so, rows without
    /// files go where the record does, which is so after an earlier database was restored.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Finish()
    {
        files.SweepRemoved();
        HashSet<string> onDisk = [.. files.List()];
        HashSet<string> known = store.Read(connection => connection.Query<string>("SELECT result_id FROM results").ToHashSet(StringComparer.Ordinal));
        HashSet<string> withoutRow = [.. onDisk.Except(known)];
        Remove(store.Read(connection => withoutRow.SelectMany(resultId => connection.Query<RemovedResult>(
            """
            SELECT j.result_id AS ResultId, j.created_at AS CommittedAt, u.study_uid AS StudyUid, u.kind AS Kind, u.series_uid AS SeriesUid, u.sop_instance_uid AS SopInstanceUid, u.revision AS Revision
            FROM jobs j JOIN units u ON u.id = j.unit_id WHERE j.result_id = @resultId AND j.reason = @Removed
            """,
            new { resultId, Removed })).ToList()));
        foreach (string resultId in removed.Among(withoutRow))
        {
            files.Remove(resultId);
        }

        if (removed.Among(known.Except(onDisk).ToHashSet(StringComparer.Ordinal)) is { Count: > 0 } gone)
        {
            store.Write((_, transaction) => TakeRows(transaction, gone));
        }
    }

    private static void TakeRows(SqliteTransaction transaction, IReadOnlyList<string> resultIds) => transaction.Connection!.Execute(
        """
        DELETE FROM outbox WHERE result_id = @resultId;
        DELETE FROM results WHERE result_id = @resultId;
        UPDATE jobs SET reason = @Removed WHERE result_id = @resultId;
        """,
        resultIds.Select(resultId => new { resultId, Removed }),
        transaction);
}
