using Dapper;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Outbox;

/// <summary>
/// The messages of the streams to central operations, each with a number that rises by one and outlives restarts. Every change survives loss of power on return, and is
/// safe to repeat.
/// </summary>
internal sealed class StreamTable(EdgeStore store, TimeProvider time)
{
    /// <summary>Messages numbered at once.</summary>
    public const int NumberedAtOnce = 256;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds a message to a stream.</summary>
    /// <param name="destination">The stream, <c>mqtt:NAME</c>.</param>
    /// <param name="payload">JSON.</param>
    public void Add(string destination, string payload) => store.Write((_, transaction) => Add(transaction, destination, payload, Now));

    /// <summary>Adds a message within the caller's transaction.</summary>
    public static void Add(SqliteTransaction transaction, string destination, string payload, long createdAt) => transaction.Connection!.Execute(
        "INSERT INTO outbox (destination, payload, state, attempts, not_before, created_at) VALUES (@destination, @payload, 'waiting', 0, @createdAt, @createdAt)",
        new { destination, payload, createdAt },
        transaction);

    /// <summary>Adds what follows from a log of its own, once: the position in the log is committed with the messages.</summary>
    /// <param name="destination">The stream.</param>
    /// <param name="payloads">JSON, in order.</param>
    /// <param name="from">Position in the log before the first of them; where the stream stands elsewhere meanwhile, nothing is added.</param>
    /// <param name="to">Position in the log after the last of them.</param>
    public void Follow(string destination, IReadOnlyList<string> payloads, long from, long to) => store.Write((connection, transaction) =>
    {
        if (connection.ExecuteScalar<long>("SELECT coalesce(max(source), 0) FROM streams WHERE destination = @destination", new { destination }, transaction) != from)
        {
            return;
        }

        foreach (string payload in payloads)
        {
            Add(transaction, destination, payload, Now);
        }

        connection.Execute(
            "INSERT INTO streams (destination, last_sequence, source) VALUES (@destination, 0, @to) ON CONFLICT (destination) DO UPDATE SET source = @to",
            new { destination, to },
            transaction);
    });

    /// <summary>Position in its log up to which a stream has messages, and how many wait.</summary>
    public (long Source, long Waiting) Followed(string destination) => store.Read(connection => connection.QuerySingle<(long, long)>(
        """
        SELECT coalesce((SELECT source FROM streams WHERE destination = @destination), 0),
            (SELECT count(*) FROM outbox WHERE destination = @destination AND state = 'waiting')
        """,
        new { destination }));

    /// <summary>Gives numbers to messages that have none, in the order of their commits. A number is given once and never changes within an epoch.</summary>
    /// <returns>How many.</returns>
    public int Number(string destination) => store.Read(connection => connection.ExecuteScalar<long?>(
        "SELECT id FROM outbox WHERE destination = @destination AND state = 'waiting' AND sequence IS NULL AND rank IS NULL LIMIT 1", new { destination })) is null
            ? 0
            : store.Write((connection, transaction) =>
            {
                long[] ids =
                [
                    .. connection.Query<long>(
                        "SELECT id FROM outbox WHERE destination = @destination AND state = 'waiting' AND sequence IS NULL AND rank IS NULL ORDER BY id LIMIT @NumberedAtOnce",
                        new { destination, NumberedAtOnce },
                        transaction),
                ];
                long last = connection.ExecuteScalar<long>("SELECT coalesce(max(last_sequence), 0) FROM streams WHERE destination = @destination", new { destination }, transaction);
                connection.Execute("UPDATE outbox SET sequence = @sequence WHERE id = @id", ids.Select((id, index) => new { id, sequence = last + 1 + index }), transaction);
                connection.Execute(
                    "INSERT INTO streams (destination, last_sequence) VALUES (@destination, @last) ON CONFLICT (destination) DO UPDATE SET last_sequence = @last",
                    new { destination, last = last + ids.Length },
                    transaction);
                return ids.Length;
            });

    /// <summary>The last number that was given in a stream; 0 for none.</summary>
    public long LastNumber(string destination) => store.Read(connection => connection.ExecuteScalar<long>(
        "SELECT coalesce(max(last_sequence), 0) FROM streams WHERE destination = @destination", new { destination }));

    /// <summary>Messages that wait and have a number above <paramref name="after"/>, in order, whether due or not: none overtakes another.</summary>
    public IReadOnlyList<OutboxRow> Next(string destination, long after, int limit) => store.Read(connection => connection.Query<OutboxRow>(
        """
        SELECT id AS Id, payload AS Payload, attempts AS Attempts, not_before AS NotBefore, sequence AS Sequence, gap AS Gap,
            (SELECT min(sequence) FROM outbox WHERE destination = @destination AND state = 'waiting' AND sequence IS NOT NULL) AS Oldest
        FROM outbox WHERE destination = @destination AND state = 'waiting' AND sequence > @after ORDER BY sequence LIMIT @limit
        """,
        new { destination, after, limit }).AsList());

    /// <summary>The receiver has every message up to this number.</summary>
    /// <returns>How many of them waited; 0 too where the number was never given.</returns>
    public int Deliver(string destination, long upTo) => store.Write((connection, transaction) =>
    {
        bool isGiven = connection.ExecuteScalar<long>(
            "SELECT count(*) FROM streams WHERE destination = @destination AND last_sequence >= @upTo", new { destination, upTo }, transaction) == 1;
        string done = OutboxDestination.Telemetry.Contains(destination) ? "DELETE FROM outbox" : "UPDATE outbox SET state = 'delivered', reason = NULL, taken_at = @Now, delivered_at = @Now";
        int delivered = isGiven
            ? connection.Execute($"{done} WHERE destination = @destination AND state = 'waiting' AND sequence <= @upTo", new { destination, upTo, Now }, transaction)
            : 0;
        OutboxTable.Prune(transaction, destination);
        return delivered;
    });

    /// <summary>This message was not taken; it is tried again after <paramref name="wait"/>.</summary>
    /// <returns>1; 0 when it no longer waits.</returns>
    public int Postpone(OutboxRow row, string reason, TimeSpan wait) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE outbox SET attempts = @attempts, reason = @reason, not_before = @notBefore WHERE id = @Id AND state = 'waiting'",
        new { row.Id, attempts = row.Attempts + 1, reason, notBefore = Now + (long)wait.TotalMilliseconds },
        transaction));

    /// <summary>
    /// Adds a message, and drops the oldest of its stream while that takes more than <paramref name="quotaBytes"/>; the oldest that is left notes the gap. Never for what must not be lost.
    /// </summary>
    /// <returns>How many were dropped.</returns>
    public int AddWithin(string destination, string payload, long quotaBytes) => store.Write((connection, transaction) =>
    {
        Add(transaction, destination, payload, Now);
        return DropOverQuota(transaction, destination, quotaBytes);
    });

    /// <summary>Drops the oldest of a stream, as <see cref="AddWithin"/> does.</summary>
    /// <returns>How many were dropped.</returns>
    public int DropOverQuota(string destination, long quotaBytes) => store.Write((_, transaction) => DropOverQuota(transaction, destination, quotaBytes));

    /// <summary>Messages of each stream that wait, and how many were ever dropped.</summary>
    public IReadOnlyList<(string Destination, long Waiting, long Dropped)> Depths() => store.Read(connection => connection.Query<(string, long, long)>(
        """
        SELECT s.destination, (SELECT count(*) FROM outbox o WHERE o.destination = s.destination AND o.state = 'waiting'), s.dropped FROM streams s
        """).AsList());

    private static int DropOverQuota(SqliteTransaction transaction, string destination, long quotaBytes)
    {
        SqliteConnection connection = transaction.Connection!;
        long size = connection.ExecuteScalar<long>(
            "SELECT coalesce(sum(length(payload)), 0) FROM outbox WHERE destination = @destination AND state = 'waiting'", new { destination }, transaction);
        if (size <= quotaBytes)
        {
            return 0;
        }

        // The newest stays, whatever its size: it carries the gap.
        long? keepFrom = connection.ExecuteScalar<long?>(
            """
            SELECT min(id) FROM (SELECT id, sum(length(payload)) OVER (ORDER BY id DESC) AS total FROM outbox WHERE destination = @destination AND state = 'waiting')
            WHERE total <= @quotaBytes
            """,
            new { destination, quotaBytes },
            transaction) ?? connection.ExecuteScalar<long?>("SELECT max(id) FROM outbox WHERE destination = @destination AND state = 'waiting'", new { destination }, transaction);
        long earlier = connection.ExecuteScalar<long>(
            "SELECT coalesce(sum(gap), 0) FROM outbox WHERE destination = @destination AND state = 'waiting' AND id < @keepFrom", new { destination, keepFrom }, transaction);
        int dropped = connection.Execute("DELETE FROM outbox WHERE destination = @destination AND state = 'waiting' AND id < @keepFrom", new { destination, keepFrom }, transaction);
        connection.Execute("UPDATE outbox SET gap = gap + @lost WHERE id = @keepFrom", new { lost = dropped + earlier, keepFrom }, transaction);
        connection.Execute(
            "INSERT INTO streams (destination, last_sequence, dropped) VALUES (@destination, 0, @dropped) ON CONFLICT (destination) DO UPDATE SET dropped = dropped + @dropped",
            new { destination, dropped },
            transaction);
        return dropped;
    }
}
