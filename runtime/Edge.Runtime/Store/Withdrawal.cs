using Dapper;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Store;

/// <summary>
/// Takes back what an archive has not got yet of a result that was replaced: a reader must not find it beside its successor. It stays in the outbox, set aside, and is sent only
/// when an operator names the row.
/// </summary>
internal static class Withdrawal
{
    /// <summary>Why a row is not sent.</summary>
    public const string Reason = "A later result of the same unit replaced it before it was sent.";

    /// <summary>
    /// Withdraws what waits of a result, also for an archive that rejects us, within the transaction that commits its successor. What goes to central
    /// operations is left alone.
    /// </summary>
    /// <returns>How many rows.</returns>
    public static int Of(SqliteTransaction transaction, string resultId) => transaction.Connection!.Execute(
        "UPDATE outbox SET state = 'set-aside', reason = @Reason WHERE result_id = @resultId AND rank IS NOT NULL "
        + "AND (state = 'waiting' OR (state = 'set-aside' AND reason LIKE @rejected))",
        new { Reason, resultId, rejected = UnitHold.RejectedPrefix + "%" },
        transaction);
}
