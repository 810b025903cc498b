using Dapper;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Rows whose file is gone or cannot be read. They are flagged, so that they are not routed and do not stand in the way of the same object sent
/// again, and their bucket is not sealed, so that every start looks whether the file is back. On return each change survives loss of power.
/// </summary>
internal sealed class LostFiles(EdgeStore store)
{
    /// <summary>Flag of a row without a file.</summary>
    public const string Missing = "Its file is missing from the inbox.";

    /// <summary>Flag of a row whose file the disk does not give back, or not as it was stored.</summary>
    public const string Unreadable = "Its file cannot be read from disk.";

    /// <summary>Flag of a row whose file came back after another object had taken its place.</summary>
    public const string Superseded = "Its file is back, but another object with the same SOP Instance UID is in use.";

    /// <summary>Flags of rows whose file is gone or cannot be read.</summary>
    public static readonly IReadOnlyList<string> Flags = [Missing, Unreadable, UnitHold.LostFlag];

    private const string Restored =
        """
        UPDATE instances AS back SET flag = coalesce(
            @flag,
            CASE WHEN back.flag = @LostFlag THEN @Held END,
            (SELECT @Superseded FROM instances WHERE sop_instance_uid = back.sop_instance_uid AND id <> back.id AND flag IS NULL LIMIT 1))
        WHERE file = @file
        """;

    // As when an object comes late: what is there again must be looked at.
    private const string Reopened =
        """
        UPDATE studies SET state = 'receiving', complete_at = NULL, complete_reason = NULL
        WHERE study_uid = (SELECT study_uid FROM instances WHERE file = @file AND flag IS NULL)
        """;

    /// <summary>True for the flag of a row whose file is gone or cannot be read.</summary>
    public static bool IsLost(string? flag) => flag is Missing or Unreadable or UnitHold.LostFlag;

    /// <summary>Flags a row and opens its bucket for the next start. A row that held units for an operator goes on holding them.</summary>
    /// <param name="file">Path below <c>inbox/</c>.</param>
    /// <param name="flag"><see cref="Missing"/> or <see cref="Unreadable"/>.</param>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Mark(string file, string flag) => store.Write((connection, transaction) =>
    {
        string bucket = file[..file.LastIndexOf('/')];
        connection.Execute(
            "UPDATE instances SET flag = CASE WHEN flag IN @holds THEN @LostFlag ELSE @flag END WHERE file = @file AND flag IS NOT @BeingRemoved",
            new { flag, file, holds = UnitHold.Flags, UnitHold.LostFlag, RemovedSeries.BeingRemoved },
            transaction);
        connection.Execute("DELETE FROM sealed_buckets WHERE bucket = @bucket", new { bucket }, transaction);
    });

    /// <summary>Raises <see cref="FaultCatalogue.ObjectsDamaged"/> while objects are lost that nothing has replaced, or clears it.</summary>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Report(FaultBoard faults)
    {
        long count = store.Read(connection => connection.ExecuteScalar<long>(
            """
            SELECT count(*) FROM instances AS lost WHERE flag IN @Flags
            AND NOT EXISTS (SELECT 1 FROM instances WHERE sop_instance_uid = lost.sop_instance_uid AND flag IS NULL)
            """,
            new { Flags }));
        if (count > 0)
        {
            faults.Raise(FaultCatalogue.ObjectsDamaged, $"{count} stored objects are missing or damaged.");
        }
        else
        {
            faults.Clear(FaultCatalogue.ObjectsDamaged);
        }
    }

    /// <summary>Takes the flag off a row whose file is back, and opens its study again.</summary>
    /// <param name="file">Path below <c>inbox/</c>.</param>
    /// <param name="flag">What else keeps it from being routed, or null.</param>
    /// <exception cref="SqliteException">The database failed.</exception>
    public void Restore(string file, string? flag) => store.Write((connection, transaction) =>
    {
        connection.Execute(Restored, new { file, flag, Superseded, UnitHold.LostFlag, Held = UnitHold.Flag }, transaction);
        connection.Execute(Reopened, new { file }, transaction);
    });
}
