using System.Globalization;
using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Commitment;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Has archives commit what they have stored, and takes their word: what is committed is delivered; what is not, or what an archive says nothing of until it is given up,
/// is sent again, a few times. Every change survives loss of power on return, and is safe to repeat.
/// </summary>
internal sealed class PacsCommitments(EdgeStore store, StorageCommitments commitments, TimeProvider time)
{
    /// <summary>Times that an object is sent and not committed before it waits for an operator.</summary>
    public const int TriesMax = 5;

    private const int RowsPerRequest = 1000;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Requests commitment of what the archive has stored and was not asked for. After a kill what was stored before it is asked for too.</summary>
    /// <returns>How many objects.</returns>
    public int Request(string pacs)
    {
        if (!commitments.CanAsk(pacs))
        {
            // The archive was changed while this was on its way: what it has taken counts as delivered once the change is followed.
            return 0;
        }

        int requested = store.Write((connection, transaction) =>
        {
            List<(long Id, string Payload)> rows = connection.Query<(long, string)>(
                "SELECT id, payload FROM outbox WHERE destination = @destination AND state = 'stored' AND commitment_id IS NULL ORDER BY id LIMIT @RowsPerRequest",
                new { destination = OutboxDestination.Pacs(pacs), RowsPerRequest },
                transaction).AsList();
            if (rows.Count == 0)
            {
                return 0;
            }

            long request = commitments.Request(connection, transaction, pacs, [.. rows.Select(row => Reference(row.Payload)).DistinctBy(one => one.SopInstanceUid)]);
            connection.Execute("UPDATE outbox SET commitment_id = @request WHERE id IN @ids", new { request, ids = rows.Select(row => row.Id) }, transaction);
            return rows.Count;
        });
        if (requested > 0)
        {
            commitments.Look(pacs);
        }

        return requested;
    }

    /// <summary>Takes what the archive has decided.</summary>
    /// <returns>How many objects are no longer undecided.</returns>
    public int Settle(string pacs) => store.Read(connection => Decided(connection, pacs)) is { Count: > 0 }
        ? store.Write((_, transaction) =>
        {
            // Once more within the transaction: an operator may have had one sent again meanwhile.
            List<Decision> decisions = Decided(transaction.Connection!, pacs, transaction);
            decisions.ForEach(decision => Settle(transaction, decision));
            OutboxTable.Prune(transaction, OutboxDestination.Pacs(pacs));
            return decisions.Count;
        })
        : 0;

    /// <summary>For an archive that is not, or no longer, asked to commit: what it has stored is delivered.</summary>
    public void Waive(string pacs) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE outbox SET state = 'delivered', commitment_id = NULL, delivered_at = @Now WHERE destination = @destination AND state = 'stored'",
        new { destination = OutboxDestination.Pacs(pacs), Now },
        transaction));

    private static SopReference Reference(string payload)
    {
        ResultObject one = JsonSerializer.Deserialize(payload, EdgeJson.Default.ResultObject)!;
        return new SopReference(one.SopClassUid, one.SopInstanceUid);
    }

    /// <summary>A request that is forgotten since it finished long ago leaves its rows to be asked for again.</summary>
    private static List<Decision> Decided(SqliteConnection connection, string pacs, SqliteTransaction? transaction = null) => connection.Query<Decision>(
        """
        SELECT o.id AS Id, o.uncommitted AS Uncommitted, c.id AS Request, i.state AS State, i.failure AS Failure, c.reason AS Reason
        FROM outbox o LEFT JOIN commitments c ON c.id = o.commitment_id
        LEFT JOIN commitment_instances i ON i.commitment_id = c.id AND i.sop_instance_uid = o.sop_instance_uid
        WHERE o.destination = @destination AND o.state = 'stored' AND o.commitment_id IS NOT NULL
          AND (c.id IS NULL OR i.state <> 'waiting' OR c.done_at IS NOT NULL)
        LIMIT @RowsPerRequest
        """,
        new { destination = OutboxDestination.Pacs(pacs), RowsPerRequest },
        transaction).AsList();

    private void Settle(SqliteTransaction transaction, Decision decision)
    {
        SqliteConnection connection = transaction.Connection!;
        if (decision.Request is null)
        {
            connection.Execute("UPDATE outbox SET commitment_id = NULL WHERE id = @Id", new { decision.Id }, transaction);
            return;
        }

        if (decision.State == "committed")
        {
            connection.Execute(
                "UPDATE outbox SET state = 'delivered', reason = NULL, commitment_id = NULL, delivered_at = @Now WHERE id = @Id", new { decision.Id, Now }, transaction);
            return;
        }

        string reason = decision.State == "waiting"
            ? $"The archive did not say whether it keeps it: {decision.Reason ?? "it was given up"}"
            : string.Create(CultureInfo.InvariantCulture, $"The archive did not commit it: {decision.Failure ?? 0:X4}");
        bool again = decision.Uncommitted + 1 < TriesMax;
        connection.Execute(
            $"""
            UPDATE outbox SET state = CASE WHEN {UnitHold.IsHeld} THEN 'set-aside' ELSE @state END, reason = CASE WHEN {UnitHold.IsHeld} THEN @HeldReason ELSE @reason END,
                uncommitted = uncommitted + 1, commitment_id = NULL, attempts = 0, not_before = @notBefore WHERE id = @Id
            """,
            new
            {
                decision.Id,
                HeldReason = UnitHold.Reason,
                state = again ? OutboxRowState.Waiting : OutboxRowState.SetAside,
                reason = again ? reason : $"{reason}. It was sent {TriesMax} times; see why with the archive, then: edgectl outbox retry {decision.Id}",
                notBefore = Now + (long)DeliveryBackoff.After(decision.Uncommitted).TotalMilliseconds,
            },
            transaction);
    }

    private sealed record Decision(long Id, long Uncommitted, long? Request, string? State, long? Failure, string? Reason);
}
