using Dapper;
using Edge.Dicom.Network;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Commitment;

/// <summary>The rows of what scanners asked and are owed. Every change survives loss of power on return, and is safe to repeat.</summary>
internal sealed class ReportTable(EdgeStore store, TimeProvider time)
{
    private static readonly string[] NotHere = [LostFiles.Missing, LostFiles.Unreadable, RemovedSeries.BeingRemoved];
    private static readonly string[] SeveralContents = [ObjectHeader.OtherContent, ObjectHeader.NotChosen, .. UnitHold.Flags, LostFiles.Superseded];

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Takes a request, once: (1) the same one again owes its report again; (2) too much is refused; (3) instances that we do not hold are decided
    /// here and now, for the others the archive is to be asked.
    /// </summary>
    /// <param name="callingAe">The scanner.</param>
    /// <param name="calledAe">What it called us.</param>
    /// <param name="request">What it asks.</param>
    /// <param name="pacs">Name of the archive that commits.</param>
    public RequestOutcome Take(string callingAe, string calledAe, CommitmentRequest request, string pacs) => store.Write((connection, transaction) =>
    {
        // 1.
        if (connection.ExecuteScalar<long?>(
            "SELECT commitment_id FROM commitment_reports WHERE calling_ae = @callingAe AND transaction_uid = @TransactionUid",
            new { callingAe, request.TransactionUid },
            transaction) is { } before)
        {
            return Repeat(connection, transaction, before, calledAe, request);
        }

        // 2.
        if (IsTooMuch(connection, transaction, callingAe, request.References.Count))
        {
            return new RequestOutcome(RequestRefusal.TooMuch, 0, IsNew: false, 0);
        }

        // 3.
        List<(SopReference Reference, ushort? Failure)> judged =
            [.. request.References.Distinct().Select(reference => (reference, Judge(connection, transaction, reference)))];
        long id = CommitmentTable.Add(connection, transaction, pacs, judged.Count, Now);
        connection.Execute(
            """
            INSERT INTO commitment_reports (commitment_id, calling_ae, called_ae, transaction_uid, state, attempts, not_before)
            VALUES (@id, @callingAe, @calledAe, @TransactionUid, 'owed', 0, @Now)
            """,
            new { id, callingAe, calledAe, request.TransactionUid, Now },
            transaction);
        CommitmentTable.AddInstances(connection, transaction, id, judged);
        CommitmentTable.Finish(connection, transaction, id, Now);
        return new RequestOutcome(null, id, IsNew: true, judged.Count(instance => instance.Failure is null));
    });

    /// <summary>Reports that can be told now: one of each scanner, then a second, and of each the longest due first. A clock that was set back does not hold them.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="limitPerScanner">How many of one scanner at most.</param>
    public IReadOnlyList<ReportRow> Due(int limit, int limitPerScanner) => store.Read(connection => connection.Query<ReportRow>(
        """
        SELECT CommitmentId, Pacs, CallingAe, CalledAe, TransactionUid, Attempts, DoneAt FROM (
            SELECT commitment_id AS CommitmentId, pacs AS Pacs, calling_ae AS CallingAe, called_ae AS CalledAe, transaction_uid AS TransactionUid,
                   r.attempts AS Attempts, done_at AS DoneAt, r.not_before AS NotBefore,
                   row_number() OVER (PARTITION BY calling_ae ORDER BY r.not_before, commitment_id) AS Turn
            FROM commitment_reports r JOIN commitments c ON c.id = commitment_id
            WHERE r.state = 'owed' AND done_at IS NOT NULL AND (r.not_before <= @Now OR r.not_before > @latest))
        WHERE Turn <= @limitPerScanner ORDER BY Turn, NotBefore, CommitmentId LIMIT @limit
        """,
        new { Now, latest = Now + (long)RetryWait.Longest.TotalMilliseconds, limit, limitPerScanner }).AsList());

    /// <summary>When the next report can be told, Unix milliseconds; null when none is due at any time.</summary>
    public long? NextAt() => store.Read(connection => connection.ExecuteScalar<long?>(
        """
        SELECT min(r.not_before) FROM commitment_reports r JOIN commitments c ON c.id = commitment_id WHERE r.state = 'owed' AND done_at IS NOT NULL
        """));

    /// <summary>
    /// What a report says. Instances that the archive never decided are not committed, nor are those of which another content has come since they
    /// were asked for: the archive's word may be about that or about the first.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="retrieveAeTitle">The archive's AE title; null where it is not configured any more.</param>
    public CommitmentResult Result(ReportRow report, string? retrieveAeTitle)
    {
        List<(string Class, string Instance, string State, long? Failure)> rows = store.Read(connection =>
            connection.Query<(string Class, string Instance, string State, long? Failure)>(
                """
                SELECT sop_class_uid, sop_instance_uid,
                       CASE WHEN EXISTS (SELECT 1 FROM instances i WHERE i.sop_instance_uid = asked.sop_instance_uid AND i.flag IN @SeveralContents)
                            THEN 'refused' ELSE state END,
                       failure
                FROM commitment_instances asked WHERE commitment_id = @CommitmentId
                """,
                new { report.CommitmentId, SeveralContents }).AsList());
        return new CommitmentResult
        {
            TransactionUid = report.TransactionUid,
            RetrieveAeTitle = retrieveAeTitle,
            Committed = [.. rows.Where(row => row.State == "committed").Select(row => new SopReference(row.Class, row.Instance))],
            Failed =
            [
                .. rows.Where(row => row.State != "committed").Select(row => new CommitmentFailure(
                    new SopReference(row.Class, row.Instance), (ushort)(row.Failure ?? CommitmentReason.ProcessingFailure))),
            ],
        };
    }

    /// <summary>The scanner has the report.</summary>
    public void Told(ReportRow report) => Set(report, "UPDATE commitment_reports SET state = 'told', reason = NULL WHERE commitment_id = @CommitmentId", null, default);

    /// <summary>The scanner could not be told; it is tried again after <paramref name="wait"/>.</summary>
    public void Postpone(ReportRow report, string reason, TimeSpan wait) => Set(
        report,
        "UPDATE commitment_reports SET attempts = attempts + 1, reason = @reason, not_before = @at WHERE commitment_id = @CommitmentId AND state = 'owed'",
        reason,
        wait);

    /// <summary>The scanner is told no more.</summary>
    public void GiveUp(ReportRow report, string reason) => Set(
        report,
        "UPDATE commitment_reports SET state = 'failed', reason = @reason, not_before = @at WHERE commitment_id = @CommitmentId AND state = 'owed'",
        reason,
        default);

    private void Set(ReportRow report, string change, string? reason, TimeSpan wait) => store.Write((connection, transaction) => connection.Execute(
        change, new { report.CommitmentId, reason, at = Now + (long)wait.TotalMilliseconds }, transaction));

    private RequestOutcome Repeat(SqliteConnection connection, SqliteTransaction transaction, long id, string calledAe, CommitmentRequest request)
    {
        HashSet<SopReference> known =
        [
            .. connection.Query<(string Class, string Instance)>(
                "SELECT sop_class_uid, sop_instance_uid FROM commitment_instances WHERE commitment_id = @id", new { id }, transaction)
                .Select(row => new SopReference(row.Class, row.Instance)),
        ];
        if (!known.SetEquals(request.References))
        {
            return new RequestOutcome(RequestRefusal.TransactionInUse, id, IsNew: false, 0);
        }

        connection.Execute(
            "UPDATE commitment_reports SET state = 'owed', called_ae = @calledAe, attempts = 0, reason = NULL, not_before = @Now WHERE commitment_id = @id",
            new { id, calledAe, Now },
            transaction);
        return new RequestOutcome(null, id, IsNew: false, known.Count);
    }

    private static bool IsTooMuch(SqliteConnection connection, SqliteTransaction transaction, string callingAe, int instances)
    {
        (long all, long own, long pending) = connection.QuerySingle<(long All, long Own, long Pending)>(
            """
            SELECT count(*), coalesce(sum(calling_ae = @callingAe), 0), coalesce(sum(instances), 0)
            FROM commitment_reports r JOIN commitments c ON c.id = commitment_id WHERE r.state = 'owed'
            """,
            new { callingAe },
            transaction);
        return all >= CommitmentLimits.MaxPendingRequests || own >= CommitmentLimits.MaxPendingRequestsPerAe
            || pending + instances > CommitmentLimits.MaxPendingInstances;
    }

    /// <summary>
    /// Null for an instance that we hold; else why it is not committed. Of a SOP Instance UID with several contents an archive can have one, and
    /// nobody knows whether that is the scanner's.
    /// </summary>
    private static ushort? Judge(SqliteConnection connection, SqliteTransaction transaction, SopReference reference)
    {
        List<(string Class, string? Flag)> held = connection.Query<(string Class, string? Flag)>(
            "SELECT sop_class_uid, flag FROM instances WHERE sop_instance_uid = @SopInstanceUid AND (flag IS NULL OR flag NOT IN @NotHere)",
            new { reference.SopInstanceUid, NotHere },
            transaction).AsList();
        if (held.Count == 0)
        {
            return CommitmentReason.NoSuchObjectInstance;
        }

        if (held.Exists(row => row.Flag is not null && SeveralContents.Contains(row.Flag)))
        {
            return CommitmentReason.ProcessingFailure;
        }

        return held.Exists(row => row.Class == reference.SopClassUid) ? null : CommitmentReason.ClassInstanceConflict;
    }
}
