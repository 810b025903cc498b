using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Finds stored objects by SOP Instance UID for every object that comes in: on a connection of its own with a statement prepared once, because opening
/// and preparing cost several times what the look-up does.
/// </summary>
internal sealed class InstanceLookup(EdgeStore store) : IDisposable
{
    private const string Query =
        "SELECT file FROM instances WHERE sop_instance_uid = $sop AND (flag IS NULL OR flag NOT IN ($missing, $unreadable, $heldAndLost, $removed))";

    private readonly Lock _lock = new();
    private SqliteConnection? _connection;
    private SqliteCommand? _query;

    /// <summary>Files, below <c>inbox/</c>, of every written row with this SOP Instance UID, without those known to be lost.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public IReadOnlyList<string> FilesOf(string sopInstanceUid)
    {
        lock (_lock)
        {
            _connection ??= store.OpenReader();
            _query ??= Prepare(_connection);
            _query.Parameters[0].Value = sopInstanceUid;
            using SqliteDataReader reader = _query.ExecuteReader();
            List<string>? files = null;
            while (reader.Read())
            {
                (files ??= []).Add(reader.GetString(0));
            }

            return files ?? (IReadOnlyList<string>)[];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _query?.Dispose();
        _connection?.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection)
    {
        var query = new SqliteCommand(Query, connection);
        query.Parameters.Add("$sop", SqliteType.Text);
        query.Parameters.AddWithValue("$missing", LostFiles.Missing);
        query.Parameters.AddWithValue("$unreadable", LostFiles.Unreadable);
        query.Parameters.AddWithValue("$heldAndLost", UnitHold.LostFlag);
        query.Parameters.AddWithValue("$removed", RemovedSeries.BeingRemoved);
        return query;
    }
}
