using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Outbox;

/// <summary>The rows of the outbox. Every change survives loss of power on return, and is safe to repeat.</summary>
internal sealed class OutboxTable(EdgeStore store, TimeProvider time)
{
    /// <summary>Rows listed where no limit is given.</summary>
    public const int DefaultLimit = 200;

    /// <summary>Rows listed at most.</summary>
    public const int LimitMax = 1000;

    /// <summary>Delivered rows kept for a destination, so that an operator can look back; older ones are deleted.</summary>
    public const int DeliveredRowsKept = 10_000;

    private const string Columns =
        """
        id AS Id, destination AS Destination, result_id AS ResultId, state AS State, attempts AS Attempts,
        created_at AS CreatedAt, not_before AS NotBefore, reason AS Reason, urgency AS Urgency, sop_instance_uid AS SopInstanceUid
        """;

    // What an operator is to choose first, or what was replaced, is not sent for a word about its destination.
    private const string SentAgain =
        """
        destination = @destination AND state IN ('waiting', 'set-aside') AND NOT EXISTS (
            SELECT 1 FROM results r JOIN jobs j ON j.id = r.job_id JOIN units u ON u.id = j.unit_id
            WHERE r.result_id = outbox.result_id AND (u.held = 1 OR u.current = 0))
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Sends a row again, whatever its state: it waits, and is due now. One whose unit is held waits for the operator's choice first.</summary>
    /// <returns>The row; null when there is none.</returns>
    public OutboxRowView? SendAgain(long id)
    {
        store.Write((connection, transaction) => connection.Execute(
            $"""
            UPDATE outbox SET state = CASE WHEN {UnitHold.IsHeld} THEN 'set-aside' ELSE 'waiting' END, reason = CASE WHEN {UnitHold.IsHeld} THEN @Reason END,
                attempts = 0, uncommitted = 0, commitment_id = NULL, not_before = @Now WHERE id = @id
            """,
            new { id, Now, UnitHold.Reason },
            transaction));
        return store.Read(connection => connection.QuerySingleOrDefault<Record>($"SELECT {Columns} FROM outbox WHERE id = @id", new { id }))?.ToView();
    }

    /// <summary>Sends again all of a destination that was set aside, but nothing of a unit that is held or was replaced; what waits is due now.</summary>
    /// <returns>How many rows.</returns>
    public int SendAgain(string destination) => store.Write((connection, transaction) => connection.Execute(
        $"UPDATE outbox SET state = 'waiting', attempts = 0, uncommitted = 0, reason = NULL, not_before = @Now WHERE {SentAgain}", new { destination, Now }, transaction));

    /// <summary>Forgets every row of a destination.</summary>
    /// <returns>How many.</returns>
    public int Discard(string destination) => store.Write((connection, transaction) => connection.Execute(
        "DELETE FROM outbox WHERE destination = @destination", new { destination }, transaction));

    /// <summary>How many rows of each destination are in each state, and since when the oldest waits.</summary>
    public IReadOnlyList<(string Destination, string State, long Count, long Oldest)> Counts() => store.Read(connection => connection.Query<(string, string, long, long)>(
        "SELECT destination, state, count(*), min(created_at) FROM outbox GROUP BY destination, state").AsList());

    /// <summary>Deletes delivered rows of a destination beyond those that are kept.</summary>
    internal static void Prune(SqliteTransaction transaction, string destination) => transaction.Connection!.Execute(
        """
        DELETE FROM outbox WHERE destination = @destination AND state = 'delivered' AND id <=
            (SELECT id FROM outbox WHERE destination = @destination AND state = 'delivered' ORDER BY id DESC LIMIT 1 OFFSET @DeliveredRowsKept)
        """,
        new { destination, DeliveredRowsKept },
        transaction);

    /// <summary>Rows, the newest first.</summary>
    /// <param name="state">Only rows in this state; null: all.</param>
    /// <param name="limit">How many at most; 1 to <see cref="LimitMax"/>.</param>
    /// <param name="skip">How many to leave out first, so that a reader goes on where the page before ended.</param>
    /// <param name="destination">Only rows that go there; null: all but what the appliance says of itself.</param>
    public IReadOnlyList<OutboxRowView> List(string? state, int limit, int skip = 0, string? destination = null) => store.Read(connection => (IReadOnlyList<OutboxRowView>)
    [
        .. connection.Query<Record>(
            $"SELECT {Columns} FROM outbox WHERE (@state IS NULL OR state = @state) AND (destination = @destination OR (@destination IS NULL AND destination NOT IN @Telemetry)) ORDER BY id DESC LIMIT @limit OFFSET @skip",
            new { state, destination, OutboxDestination.Telemetry, limit = Math.Clamp(limit, 1, LimitMax), skip = Math.Max(skip, 0) }).Select(record => record.ToView()),
    ]);

    private sealed record Record(
        long Id, string Destination, string? ResultId, string State, long Attempts, long CreatedAt, long NotBefore, string? Reason, long? Urgency, string? SopInstanceUid)
    {
        public OutboxRowView ToView() => new(
            Id,
            Destination,
            ResultId,
            State,
            (int)Attempts,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            State == OutboxRowState.Waiting ? DateTimeOffset.FromUnixTimeMilliseconds(NotBefore) : null,
            Reason,
            (JobUrgency?)Urgency,
            SopInstanceUid);
    }
}
