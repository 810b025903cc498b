using Dapper;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>The rows of the outbox that go to archives. Every change survives loss of power on return, and is safe to repeat.</summary>
internal sealed class PacsTable(EdgeStore store, TimeProvider time)
{
    /// <summary>Kinds of objects that an association is opened for at most: each takes two of its 128 presentation contexts.</summary>
    public const int KindsMax = 60;

    /// <summary>Rows, the most urgent first, that are looked at for the kinds of objects to come.</summary>
    private const int RowsAhead = 1000;

    // Held ones have another reason; the second look costs little.
    private const string IsRejected = $"destination = @destination AND state = 'set-aside' AND reason LIKE @prefix AND NOT {UnitHold.IsHeld}";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The row that goes next: due, the smallest rank, none of a unit that is held or of which an earlier one waits.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="busy">Units of which one is on its way.</param>
    public PacsRow? Next(string destination, IReadOnlyCollection<string> busy) => store.Read(connection => connection.QueryFirstOrDefault<PacsRow>(
        $"""
        SELECT id AS Id, result_id AS ResultId, payload AS Payload, attempts AS Attempts, unit AS Unit FROM outbox
        WHERE destination = @destination AND state = 'waiting' AND rank IS NOT NULL AND (not_before <= @Now OR not_before > @latest) AND unit NOT IN @busy
          AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.destination = outbox.destination AND e.unit = outbox.unit AND e.state = 'waiting' AND e.unit IS NOT NULL AND e.id < outbox.id)
          AND NOT {UnitHold.IsHeld}
        ORDER BY rank, id LIMIT 1
        """,
        new { destination, busy, Now, latest = Now + (long)DeliveryBackoff.Longest.TotalMilliseconds }));

    /// <summary>How long until a row may be due that is not yet; null when none waits.</summary>
    public TimeSpan? NextIn(string destination) => store.Read(connection => connection.ExecuteScalar<long?>(
        "SELECT min(not_before) FROM outbox WHERE destination = @destination AND state = 'waiting' AND rank IS NOT NULL AND not_before > @Now", new { destination, Now })) is { } at
            ? TimeSpan.FromMilliseconds(at - Now)
            : null;

    /// <summary>SOP class and transfer syntax of what is to go there, the most urgent first.</summary>
    public IReadOnlyList<(string SopClass, string Syntax)> Kinds(string destination) => store.Read(connection => connection.Query<(string, string)>(
        """
        SELECT DISTINCT json_extract(payload, '$.sopClassUid'), json_extract(payload, '$.transferSyntaxUid') FROM (
            SELECT payload FROM outbox WHERE destination = @destination AND state = 'waiting' AND rank IS NOT NULL ORDER BY rank, id LIMIT @RowsAhead)
        LIMIT @KindsMax
        """,
        new { destination, RowsAhead, KindsMax }).AsList());

    /// <summary>The archive has it, also where the row was set aside while it was on its way.</summary>
    /// <param name="destination">Where it went.</param>
    /// <param name="row">The row.</param>
    /// <param name="isCommitted">False: it counts as delivered once the archive says that it keeps it.</param>
    /// <param name="remark">What the archive said besides; null: nothing.</param>
    public void Take(string destination, PacsRow row, bool isCommitted, string? remark) => store.Write((connection, transaction) =>
    {
        connection.Execute(
            "UPDATE outbox SET state = @state, reason = @remark, commitment_id = NULL, taken_at = @Now, delivered_at = @deliveredAt WHERE id = @Id AND state IN ('waiting', 'set-aside')",
            new { row.Id, state = isCommitted ? OutboxRowState.Delivered : OutboxRowState.Stored, remark, Now, deliveredAt = isCommitted ? Now : (long?)null },
            transaction);
        OutboxTable.Prune(transaction, destination);
    });

    /// <summary>It was not taken; it is tried again after <paramref name="wait"/>.</summary>
    /// <param name="row">The row.</param>
    /// <param name="reason">Why, for operators.</param>
    /// <param name="wait">How long it waits.</param>
    /// <param name="counts">True where the object itself may be to blame: of those attempts it has only a few.</param>
    public void Postpone(PacsRow row, string reason, TimeSpan wait, bool counts) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE outbox SET attempts = attempts + @counted, reason = @reason, not_before = @notBefore WHERE id = @Id AND state = 'waiting'",
        new { row.Id, reason, counted = counts ? 1 : 0, notBefore = Now + (long)wait.TotalMilliseconds },
        transaction));

    /// <summary>It waits for an operator.</summary>
    public void SetAside(PacsRow row, string reason) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE outbox SET state = 'set-aside', attempts = attempts + 1, reason = @reason WHERE id = @Id AND state = 'waiting'", new { row.Id, reason }, transaction));

    /// <summary>The archive rejects associations for good: all that waits for it waits for an operator, or for an association that it accepts.</summary>
    /// <returns>How many rows.</returns>
    public int SetRejectedAside(string destination, string reason) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE outbox SET state = 'set-aside', reason = @reason WHERE destination = @destination AND state = 'waiting'",
        new { destination, reason = UnitHold.RejectedPrefix + reason },
        transaction));

    /// <summary>The archive has accepted an association: what was set aside for its rejections is sent after all.</summary>
    /// <returns>How many rows.</returns>
    public int SendRejected(string destination) => HasRejected(destination)
        ? store.Write((connection, transaction) => connection.Execute(
            $"UPDATE outbox SET state = 'waiting', reason = NULL, attempts = 0 WHERE {IsRejected}", Rejected(destination), transaction))
        : 0;

    /// <summary>True when something was set aside for rejections and goes as soon as the archive accepts an association.</summary>
    public bool HasRejected(string destination) =>
        store.Read(connection => connection.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM outbox WHERE {IsRejected})", Rejected(destination)));

    /// <summary>Sets aside what goes to archives that the configuration has no more.</summary>
    public void SetOrphansAside(IReadOnlyCollection<string> destinations) => store.Write((connection, transaction) => connection.Execute(
        """
        UPDATE outbox SET state = 'set-aside', reason = 'The configuration has no archive of this name any more. Add it again, then: edgectl outbox retry; or forget it: edgectl outbox discard'
        WHERE rank IS NOT NULL AND state IN ('waiting', 'stored') AND destination NOT IN @destinations
        """,
        new { destinations },
        transaction));

    private static object Rejected(string destination) => new { destination, prefix = UnitHold.RejectedPrefix + "%" };
}
