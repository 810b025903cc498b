using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Edge.Runtime.Store;

/// <summary>
/// Ends a transaction that failed. On a full or failing disk SQLite rolls back by itself, and the provider does not learn of it when that happens in COMMIT: its
/// own ROLLBACK then fails with an error that hides the first one, and its connection takes no other transaction.
/// </summary>
internal static class AbandonedTransaction
{
    /// <summary>Rolls back, if SQLite has not. The connection is ready for another transaction afterwards.</summary>
    /// <exception cref="SqliteException">The database failed again.</exception>
    public static void End(SqliteConnection connection, SqliteTransaction transaction)
    {
        if (IsOver(connection))
        {
            // Something for the provider's ROLLBACK to end. It touches no file.
            _ = raw.sqlite3_exec(connection.Handle, "BEGIN");
        }

        transaction.Dispose();
        if (!IsOver(connection))
        {
            // The provider knew after all, and left it.
            _ = raw.sqlite3_exec(connection.Handle, "ROLLBACK");
        }
    }

    // sqlite3_get_autocommit: non-zero outside of a transaction.
    private static bool IsOver(SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) != 0;
}
