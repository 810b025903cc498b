using Dapper;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>Other content under a SOP Instance UID that is stored already: how grave it is, and whether an operator is waited for.</summary>
internal static class ContentConflict
{
    /// <summary>The flag of an object whose content differs from all others stored under its UID.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="otherPaths">The other files.</param>
    public static string FlagOf(string path, IEnumerable<string> otherPaths) =>
        otherPaths.All(other => PatientIdentity.AreSame(path, other)) ? ObjectHeader.OtherContent : UnitHold.Flag;

    /// <summary>Raises <see cref="FaultCatalogue.ContentConflict"/> while an operator is waited for, or clears it.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The database failed.</exception>
    public static void Report(EdgeStore store, FaultBoard faults)
    {
        long held = store.Read(connection => connection.ExecuteScalar<long>(
            "SELECT count(DISTINCT sop_instance_uid) FROM instances WHERE flag IN @Flags", new { UnitHold.Flags }));
        if (held > 0)
        {
            faults.Raise(FaultCatalogue.ContentConflict, $"{held} instances wait for an operator.");
        }
        else
        {
            faults.Clear(FaultCatalogue.ContentConflict);
        }
    }
}
