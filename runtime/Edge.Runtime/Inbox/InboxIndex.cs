using Dapper;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// The inbox's rows: <c>instances</c>, and what a new instance means for <c>studies</c>. Additions are visible to every reader at once and survive a
/// crash of the process; after loss of power the youngest may be missing, and <see cref="InboxRecovery"/> restores them from the files.
/// </summary>
internal sealed class InboxIndex(EdgeStore store) : IDisposable
{
    private const string Insert =
        """
        INSERT INTO instances (file, sop_instance_uid, sop_class_uid, study_uid, series_uid, modality, transfer_syntax, size_bytes,
                               calling_ae, called_ae, received_at, flag, image, number, plane, expected)
        VALUES ($file, $sop, $class, $study, $series, $modality, $syntax, $size, $calling, $called, $received,
                coalesce($flag, (SELECT $again FROM removed_series WHERE study_uid = $study AND series_uid = $series AND removed_at < $received)), $image, $number, $plane, $expected)
        """;

    // A study that is complete opens again: what came late must be looked at.
    private const string Touch =
        """
        INSERT INTO studies (study_uid, state, calling_ae, instances, first_received_at, last_received_at)
        VALUES ($study, 'receiving', $calling, 1, $received, $received)
        ON CONFLICT (study_uid) DO UPDATE SET
            state = 'receiving', complete_at = NULL, complete_reason = NULL, calling_ae = excluded.calling_ae, instances = instances + 1,
            first_received_at = min(first_received_at, excluded.first_received_at),
            last_received_at = max(last_received_at, excluded.last_received_at)
        """;

    // Counting a million rows takes a while: once is enough.
    private readonly Lazy<long> _countAtStart = new(() =>
    {
        using SqliteConnection connection = store.OpenReader();
        return connection.ExecuteScalar<long>("SELECT count(*) FROM instances");
    });

    private readonly InstanceLookup _lookup = new(store);
    private long _added;

    /// <summary>Objects in the index.</summary>
    public long Count => _countAtStart.Value + Interlocked.Read(ref _added);

    /// <summary>Adds rows, all or none.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Add(IReadOnlyList<StoredObject> rows)
    {
        _ = _countAtStart.Value;
        store.WriteSoon((connection, transaction) => Add(connection, transaction, rows));
        Interlocked.Add(ref _added, rows.Count);
    }

    private static void Add(SqliteConnection connection, SqliteTransaction transaction, IReadOnlyList<StoredObject> rows)
    {
        using var insert = new SqliteCommand(Insert, connection, transaction);
        using var touch = new SqliteCommand(Touch, connection, transaction);
        foreach (StoredObject row in rows)
        {
            insert.Parameters.Clear();
            Bind(insert, row);
            insert.ExecuteNonQuery();
            if (row.Header.StudyUid.Length > 0)
            {
                touch.Parameters.Clear();
                touch.Parameters.AddWithValue("$study", row.Header.StudyUid);
                touch.Parameters.AddWithValue("$calling", row.Reception.CallingAe);
                touch.Parameters.AddWithValue("$received", row.Reception.ReceivedAt.ToUnixTimeMilliseconds());
                touch.ExecuteNonQuery();
            }

            if (row.Header.Flag == UnitHold.Flag)
            {
                UnitHold.RefreshAround(transaction, row.Reception.SopInstanceUid);
            }
        }
    }

    /// <summary>Removes the row of a file that could not be read when it was found, so that it can be added with all that it says.</summary>
    /// <returns>False, and nothing is removed, where the index knows what the file holds.</returns>
    /// <exception cref="SqliteException">The database failed.</exception>
    public bool RemoveUnread(string file)
    {
        _ = _countAtStart.Value;
        int removed = store.Write((connection, transaction) =>
            connection.Execute("DELETE FROM instances WHERE file = @file AND sop_instance_uid = ''", new { file }, transaction));
        Interlocked.Add(ref _added, -removed);
        return removed > 0;
    }

    /// <summary>Removes rows whose files are gone for good.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Remove(IReadOnlyList<long> ids)
    {
        _ = _countAtStart.Value;
        int removed = store.Write((connection, transaction) =>
        {
            connection.Execute("DELETE FROM unit_instances WHERE instance_id IN @ids", new { ids }, transaction);
            return connection.Execute("DELETE FROM instances WHERE id IN @ids", new { ids }, transaction);
        });
        Interlocked.Add(ref _added, -removed);
    }

    /// <summary>Has an object used that came after its series was removed, since an operator has chosen it.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void UseAfterAll(string file) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE instances SET flag = NULL WHERE file = @file AND flag = @SentAgain", new { file, RemovedSeries.SentAgain }, transaction));

    /// <summary>Flags the objects in some files, for that an operator has chosen another.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void PassOver(IReadOnlyList<string> files) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE instances SET flag = @NotChosen WHERE file IN @files", new { ObjectHeader.NotChosen, files }, transaction));

    /// <summary>Files, below <c>inbox/</c>, of every object with this SOP Instance UID, without those known to be lost.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public IReadOnlyList<string> FilesOf(string sopInstanceUid) => _lookup.FilesOf(sopInstanceUid);

    /// <inheritdoc/>
    public void Dispose() => _lookup.Dispose();

    private static void Bind(SqliteCommand command, StoredObject row)
    {
        SqliteParameterCollection values = command.Parameters;
        values.AddWithValue("$file", row.File);
        values.AddWithValue("$sop", row.Reception.SopInstanceUid);
        values.AddWithValue("$class", row.Reception.SopClassUid);
        values.AddWithValue("$study", row.Header.StudyUid);
        values.AddWithValue("$series", row.Header.SeriesUid);
        values.AddWithValue("$modality", (object?)row.Header.Modality ?? DBNull.Value);
        values.AddWithValue("$syntax", row.Reception.TransferSyntax.Uid);
        values.AddWithValue("$size", row.SizeBytes);
        values.AddWithValue("$calling", row.Reception.CallingAe);
        values.AddWithValue("$called", row.Reception.CalledAe);
        values.AddWithValue("$received", row.Reception.ReceivedAt.ToUnixTimeMilliseconds());
        values.AddWithValue("$flag", (object?)row.Header.Flag ?? DBNull.Value);
        values.AddWithValue("$again", RemovedSeries.SentAgain);
        values.AddWithValue("$image", (object?)row.Header.Slice?.Image ?? DBNull.Value);
        values.AddWithValue("$number", row.Header.Slice is { Number: { } number } ? number : DBNull.Value);
        values.AddWithValue("$plane", (object?)row.Header.Slice?.Plane ?? DBNull.Value);
        values.AddWithValue("$expected", (object?)row.Header.Slice?.Expected ?? DBNull.Value);
    }
}
