using Dapper;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Store;

/// <summary>
/// Takes back what an archive has not got yet of results that were replaced: a reader must not find it beside their successor. It stays in the outbox, set aside, and is sent only
/// when an operator names the row. Rejection notes are sent all the same: they speak of the results before, which the archive may have, and no later note does.
/// </summary>
internal static class Withdrawal
{
    /// <summary>Why a row is not sent.</summary>
    public const string Reason = "A later result of the same unit replaced it before it was sent.";

    // Every revision before, not the latest alone: that may have failed, and left what an earlier one has still to send.
    private const string Earlier =
        """
        WITH RECURSIVE earlier (id) AS (
            SELECT u.replaces FROM jobs j JOIN units u ON u.id = j.unit_id WHERE j.id = @jobId AND u.replaces IS NOT NULL
            UNION SELECT u.replaces FROM earlier e JOIN units u ON u.id = e.id WHERE u.replaces IS NOT NULL)
        """;

    /// <summary>
    /// Withdraws what waits of the results of all earlier revisions, also for an archive that rejects us, within the transaction that commits the result of this job. What goes
    /// to central operations is left alone.
    /// </summary>
    /// <returns>How many rows.</returns>
    public static int OfEarlier(SqliteTransaction transaction, long jobId) => transaction.Connection!.Execute(
        $"""
        {Earlier}
        UPDATE outbox SET state = 'set-aside', reason = @Reason
        WHERE result_id IN (SELECT j.result_id FROM earlier e JOIN jobs j ON j.unit_id = e.id)
          AND rank IS NOT NULL AND (state = 'waiting' OR (state = 'set-aside' AND reason LIKE @rejected)) AND json_extract(payload, '$.kind') <> 'rejection-note'
        """,
        new { Reason, jobId, rejected = UnitHold.RejectedPrefix + "%" },
        transaction);
}
