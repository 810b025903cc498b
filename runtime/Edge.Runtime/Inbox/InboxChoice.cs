using Dapper;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// An operator's choice among objects with different content under one SOP Instance UID, or of an object that is kept but not routed. 1. The choice is
/// written beside the file, durably; 2. one transaction flags the others, takes the flag off the chosen one, lets go of the units it held, and has its
/// studies routed again; 3. it is logged with who made it. Chosen again after a crash it comes to the same.
/// </summary>
internal sealed partial class InboxChoice(
    DataDirectory data, EdgeStore store, FaultBoard faults, StageSignals signals, TimeProvider time, ILogger<InboxChoice> log)
{
    private readonly Lock _one = new();

    /// <summary>Keeps one content.</summary>
    /// <param name="sopInstanceUid">Under which UID.</param>
    /// <param name="file">Path of the chosen one below <c>inbox/</c>.</param>
    /// <param name="user">Who chooses.</param>
    /// <returns>Null when done; else why not, and what to do.</returns>
    /// <exception cref="IOException">The disk failed: nothing changed, or the mark alone.</exception>
    /// <exception cref="SqliteException">The database failed.</exception>
    public string? Keep(string sopInstanceUid, string file, string user)
    {
        lock (_one)
        {
            IReadOnlyList<ConflictRow> rows = store.Read(connection => connection.Query<ConflictRow>(
                ConflictRow.Select + "WHERE sop_instance_uid = @sopInstanceUid ORDER BY id", new { sopInstanceUid }).AsList());
            if (rows.FirstOrDefault(row => row.File == file) is not { } chosen)
            {
                return $"No object of {sopInstanceUid} lies in '{file}'. edgectl inbox conflicts {sopInstanceUid} shows the files to choose from.";
            }

            if (rows.Any(row => row.Flag == RemovedSeries.BeingRemoved))
            {
                return $"The objects of {sopInstanceUid} are being removed by retention. Have it sent again, then choose.";
            }

            if (StoredObjectFile.Read(Path.Combine(data.Inbox, file), file).Header.Flag is { } why)
            {
                return $"The object in '{file}' cannot be used: {why}";
            }

            // 1.
            KeptMark.Write(Path.Combine(data.Inbox, file), time.GetUtcNow(), user);
            foreach (ConflictRow other in rows.Where(row => row.File != file))
            {
                KeptMark.Remove(Path.Combine(data.Inbox, other.File));
            }

            // 2.
            store.Write((_, transaction) => Choose(transaction, sopInstanceUid, chosen, [.. rows.Select(row => row.StudyUid).Distinct()]));

            // 3.
            LogChosen(sopInstanceUid, file, user, chosen.Flag is null ? "in use before" : "not in use before");
        }

        ContentConflict.Report(store, faults);
        signals.StudyComplete.Raise();
        signals.JobQueued.Raise();
        signals.OutboxFilled.Raise();
        return null;
    }

    private static void Choose(SqliteTransaction transaction, string sopInstanceUid, ConflictRow chosen, IReadOnlyList<string> studies)
    {
        SqliteConnection connection = transaction.Connection!;
        connection.Execute(
            "UPDATE instances SET flag = @NotChosen WHERE sop_instance_uid = @sopInstanceUid AND file <> @File AND (flag IS NULL OR flag NOT IN @lost)",
            new { ObjectHeader.NotChosen, sopInstanceUid, chosen.File, lost = LostFiles.Flags },
            transaction);
        connection.Execute(
            "UPDATE instances SET flag = @Missing WHERE sop_instance_uid = @sopInstanceUid AND file <> @File AND flag = @LostFlag",
            new { LostFiles.Missing, sopInstanceUid, chosen.File, UnitHold.LostFlag },
            transaction);
        connection.Execute("UPDATE instances SET flag = NULL WHERE file = @File", new { chosen.File }, transaction);
        if (chosen.Flag is not null)
        {
            RetireUnits(transaction, sopInstanceUid);
        }

        connection.Execute("UPDATE studies SET routed_at = NULL WHERE study_uid IN @studies AND state = 'complete'", new { studies }, transaction);
        connection.Execute(
            "UPDATE studies SET state = 'complete', routed_at = NULL WHERE study_uid = @StudyUid AND state = 'removed'", new { chosen.StudyUid }, transaction);
        foreach (string study in studies)
        {
            UnitHold.Refresh(transaction, study);
        }
    }

    // They were made of other content, replaced revisions too: nothing more runs on them, and their results stay with what they were made of.
    private static void RetireUnits(SqliteTransaction transaction, string sopInstanceUid)
    {
        foreach (long unit in transaction.Connection!.Query<long>(
            """
            SELECT DISTINCT u.id FROM instances i JOIN units u ON u.study_uid = i.study_uid AND u.series_uid = i.series_uid
            WHERE i.sop_instance_uid = @sopInstanceUid AND (u.kind = 'series' OR u.sop_instance_uid = i.sop_instance_uid)
            """,
            new { sopInstanceUid },
            transaction).AsList())
        {
            UnitHold.PassOver(transaction, unit);
            transaction.Connection!.Execute("DELETE FROM jobs WHERE unit_id = @unit AND state = 'queued'", new { unit }, transaction);
            transaction.Connection!.Execute(
                "UPDATE units SET current = 0, held = 0, reason = coalesce(reason, 'An operator chose other content.') WHERE id = @unit", new { unit }, transaction);
        }
    }

    [LoggerMessage(1030, LogLevel.Warning, "Of the contents of instance {SopInstanceUid} the one in {File}, {Before}, was chosen by {User}")]
    private partial void LogChosen(string sopInstanceUid, string file, string user, string before);
}
