using Dapper;
using Edge.Dicom.Network;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Commitment;

/// <summary>The rows of what archives are asked to commit. Every change survives loss of power on return, and is safe to repeat.</summary>
internal sealed class CommitmentTable(EdgeStore store, TimeProvider time)
{
    private const string NotCommitted =
        "(SELECT count(*) FROM commitment_instances WHERE commitment_id = @id AND commitment_instances.state IN ('failed', 'waiting'))";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds a commitment within a transaction; its instances follow with <see cref="AddInstances"/>.</summary>
    /// <returns>Its row.</returns>
    public static long Add(SqliteConnection connection, SqliteTransaction transaction, string pacs, int instances, long now) =>
        connection.ExecuteScalar<long>(
            """
            INSERT INTO commitments (pacs, state, instances, failures, attempts, unanswered, not_before, created_at)
            VALUES (@pacs, 'asking', @instances, 0, 0, 0, @now, @now) RETURNING id
            """,
            new { pacs, instances, now },
            transaction);

    /// <summary>Adds instances. One named twice counts once.</summary>
    /// <param name="connection">The transaction's.</param>
    /// <param name="transaction">Where.</param>
    /// <param name="commitment">Row of the commitment.</param>
    /// <param name="instances">The instances; with a failure those that the archive is not asked for.</param>
    public static void AddInstances(
        SqliteConnection connection, SqliteTransaction transaction, long commitment, IEnumerable<(SopReference Reference, ushort? Failure)> instances)
    {
        using var insert = new SqliteCommand(
            """
            INSERT OR IGNORE INTO commitment_instances (commitment_id, sop_instance_uid, sop_class_uid, state, failure)
            VALUES ($commitment, $instance, $class, $state, $failure)
            """,
            connection,
            transaction);
        foreach ((SopReference reference, ushort? failure) in instances)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$commitment", commitment);
            insert.Parameters.AddWithValue("$instance", reference.SopInstanceUid);
            insert.Parameters.AddWithValue("$class", reference.SopClassUid);
            insert.Parameters.AddWithValue("$state", failure is null ? "waiting" : "refused");
            insert.Parameters.AddWithValue("$failure", failure is { } reason ? reason : DBNull.Value);
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Commitments that the archive is to be asked for now, the longest due first. A clock that was set back does not hold them.</summary>
    public IReadOnlyList<CommitmentRow> Due(string pacs, int limit) => Open(pacs, CommitmentState.Asking, RetryWait.Longest, limit);

    /// <summary>Commitments whose report is overdue.</summary>
    public IReadOnlyList<CommitmentRow> Overdue(string pacs, TimeSpan reportWait, int limit) => Open(pacs, CommitmentState.Waiting, reportWait, limit);

    /// <summary>When the next commitment of the archive is due or overdue, Unix milliseconds; null when none is open.</summary>
    public long? NextAt(string pacs) => store.Read(connection => connection.ExecuteScalar<long?>(
        "SELECT min(not_before) FROM commitments WHERE pacs = @pacs AND done_at IS NULL", new { pacs }));

    /// <summary>Gives up what was requested of archives that are configured no more.</summary>
    public void GiveUpAllBut(IReadOnlyCollection<string> pacs)
    {
        List<(long Id, string Pacs)> orphans = store.Read(connection => connection.Query<(long Id, string Pacs)>(
            "SELECT id, pacs FROM commitments WHERE done_at IS NULL AND pacs NOT IN @pacs", new { pacs }).AsList());
        orphans.ForEach(orphan => GiveUp(orphan.Id, $"the configuration has no archive {orphan.Pacs} with commitment any more"));
    }

    /// <summary>Instances of a commitment that are not decided.</summary>
    public IReadOnlyList<SopReference> Undecided(long id) => store.Read(connection => (IReadOnlyList<SopReference>)
    [
        .. connection.Query<(string Class, string Instance)>(
            "SELECT sop_class_uid, sop_instance_uid FROM commitment_instances WHERE commitment_id = @id AND state = 'waiting'", new { id })
            .Select(row => new SopReference(row.Class, row.Instance)),
    ]);

    /// <summary>The archive is about to be asked under this Transaction UID: a report may come from now on, even if we do not live to see the answer.</summary>
    public void BeginAsking(long id, string transactionUid) => store.Write((connection, transaction) => connection.Execute(
        "INSERT INTO commitment_transactions (transaction_uid, commitment_id) VALUES (@transactionUid, @id)", new { id, transactionUid }, transaction));

    /// <summary>The archive has taken the request; its report is overdue after <paramref name="reportWait"/>.</summary>
    public void Asked(long id, TimeSpan reportWait) => store.Write((connection, transaction) => connection.Execute(
        """
        UPDATE commitments SET state = 'waiting', attempts = 0, not_before = @notBefore, reason = CASE WHEN unanswered > 0 THEN reason END
        WHERE id = @id AND state = 'asking'
        """,
        new { id, notBefore = Now + (long)reportWait.TotalMilliseconds },
        transaction));

    /// <summary>The archive could not be asked; it is tried again after <paramref name="wait"/>.</summary>
    public void Postpone(long id, string reason, TimeSpan wait) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE commitments SET attempts = attempts + 1, reason = @reason, not_before = @notBefore WHERE id = @id AND state = 'asking'",
        new { id, reason, notBefore = Now + (long)wait.TotalMilliseconds },
        transaction));

    /// <summary>No report came in time; the archive is to be asked again now.</summary>
    public void AskAgain(long id, string reason) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE commitments SET state = 'asking', unanswered = unanswered + 1, reason = @reason, not_before = @Now WHERE id = @id AND state = 'waiting'",
        new { id, reason, Now },
        transaction));

    /// <summary>The archive is asked no more.</summary>
    public void GiveUp(long id, string reason) => store.Write((connection, transaction) =>
    {
        connection.Execute(
            $"UPDATE commitments SET state = 'failed', reason = @reason, done_at = @Now, failures = {NotCommitted} WHERE id = @id AND done_at IS NULL",
            new { id, reason, Now },
            transaction);
        Prune(connection, transaction);
    });

    /// <summary>
    /// Takes what an archive reports. Instances that are decided, or were not asked for, stay as they are, so that a report may come twice, in parts,
    /// or to a request that was repeated meanwhile.
    /// </summary>
    /// <param name="pacs">Names of the archives that may report so; a transaction of another is none of theirs.</param>
    /// <param name="result">The report.</param>
    /// <returns>The commitment; null when no request was sent under its Transaction UID, or it is forgotten.</returns>
    public long? Take(IReadOnlyCollection<string> pacs, CommitmentResult result) => store.Write((connection, transaction) =>
    {
        long? id = connection.ExecuteScalar<long?>(
            """
            SELECT commitments.id FROM commitment_transactions JOIN commitments ON commitments.id = commitment_id
            WHERE transaction_uid = @TransactionUid AND pacs IN @pacs
            """,
            new { result.TransactionUid, pacs },
            transaction);
        if (id is null || !IsOpen(connection, id.Value, transaction))
        {
            return id;
        }

        // Failures first: an instance that a report calls both is not committed.
        Decide(connection, transaction, id.Value, result.Failed.Select(failure => (failure.Reference, (ushort?)failure.Reason)));
        Decide(connection, transaction, id.Value, result.Committed.Select(reference => (reference, (ushort?)null)));
        Finish(connection, transaction, id.Value, Now);
        return id;
    });

    /// <summary>Marks a commitment as done when nothing in it is undecided.</summary>
    public static void Finish(SqliteConnection connection, SqliteTransaction transaction, long id, long now)
    {
        connection.Execute(
            $"""
            UPDATE commitments SET state = 'done', reason = NULL, done_at = @now, failures = {NotCommitted}
            WHERE id = @id AND done_at IS NULL AND NOT EXISTS (SELECT 1 FROM commitment_instances WHERE commitment_id = @id AND state = 'waiting')
            """,
            new { id, now },
            transaction);
        Prune(connection, transaction);
    }

    /// <summary>True while something in the commitment is undecided and it is not given up.</summary>
    public bool IsOpen(long id) => store.Read(connection => IsOpen(connection, id, transaction: null));

    private static bool IsOpen(SqliteConnection connection, long id, SqliteTransaction? transaction) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM commitments WHERE id = @id AND done_at IS NULL", new { id }, transaction) > 0;

    private static void Decide(
        SqliteConnection connection, SqliteTransaction transaction, long id, IEnumerable<(SopReference Reference, ushort? Failure)> outcomes)
    {
        using var update = new SqliteCommand(
            """
            UPDATE commitment_instances SET state = $state, failure = $failure
            WHERE commitment_id = $id AND sop_instance_uid = $instance AND sop_class_uid = $class AND state = 'waiting'
            """,
            connection,
            transaction);
        foreach ((SopReference reference, ushort? failure) in outcomes)
        {
            update.Parameters.Clear();
            update.Parameters.AddWithValue("$id", id);
            update.Parameters.AddWithValue("$instance", reference.SopInstanceUid);
            update.Parameters.AddWithValue("$class", reference.SopClassUid);
            update.Parameters.AddWithValue("$state", failure is null ? "committed" : "failed");
            update.Parameters.AddWithValue("$failure", failure is { } reason ? reason : DBNull.Value);
            update.ExecuteNonQuery();
        }
    }

    // What a scanner is still owed is kept, however old.
    private static void Prune(SqliteConnection connection, SqliteTransaction transaction) => connection.Execute(
        """
        DELETE FROM commitments
        WHERE id IN (
                SELECT id FROM (
                    SELECT id, row_number() OVER newest AS number, sum(instances) OVER newest AS kept FROM commitments WHERE done_at IS NOT NULL
                    WINDOW newest AS (ORDER BY done_at DESC, id DESC))
                WHERE number > @FinishedKept OR kept > @FinishedInstancesKept)
          AND NOT EXISTS (SELECT 1 FROM commitment_reports WHERE commitment_id = commitments.id AND state = 'owed')
        """,
        new { CommitmentLimits.FinishedKept, CommitmentLimits.FinishedInstancesKept },
        transaction);

    private List<CommitmentRow> Open(string pacs, string state, TimeSpan longest, int limit) => store.Read(connection => connection.Query<CommitmentRow>(
        """
        SELECT id AS Id, attempts AS Attempts, unanswered AS Unanswered, created_at AS CreatedAt FROM commitments
        WHERE pacs = @pacs AND state = @state AND done_at IS NULL AND (not_before <= @Now OR not_before > @latest)
        ORDER BY not_before, id LIMIT @limit
        """,
        new { pacs, state, Now, latest = Now + (long)longest.TotalMilliseconds, limit }).AsList());
}
