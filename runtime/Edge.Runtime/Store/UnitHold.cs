using Dapper;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Store;

/// <summary>
/// Holds units of work one of whose objects was received again with another patient or laterality: until an operator has chosen, nothing runs on them, no
/// result of them is delivered, and results already made count as superseded. It follows from the flags of instances alone, and is worked out again,
/// within the same transaction, whenever those or the units of a study change.
/// </summary>
internal static class UnitHold
{
    /// <summary>Flag of the later object. While one has it, the units of all objects with its SOP Instance UID are held.</summary>
    public const string Flag =
        "Other content with another patient or laterality was received before under the same SOP Instance UID. Units with it are held; edgectl inbox conflicts shows how to choose.";

    /// <summary>Flag of such an object once its file is gone or cannot be read: which content is right is as open as before.</summary>
    public const string LostFlag =
        "Its file is missing from the inbox or cannot be read. " + Flag;

    /// <summary>Both flags that hold.</summary>
    public static readonly IReadOnlyList<string> Flags = [Flag, LostFlag];

    /// <summary>Why a unit is held, for whoever lists units, results or the outbox.</summary>
    public const string Reason =
        "Held: one of its objects was received again with another patient or laterality. edgectl inbox conflicts shows which, and how to choose.";

    /// <summary>Why a result that was held is not sent: it was made of content that an operator passed over.</summary>
    public const string PassedOver = "An operator chose other content for one of the objects it was made of.";

    /// <summary>
    /// Begins the reason of rows that were set aside since an archive rejects associations for good: they wait for the archive alone, so that a hold takes them as it
    /// takes what waits.
    /// </summary>
    public const string RejectedPrefix = "Rejected for good: ";

    /// <summary>Condition: the result of the row of <c>outbox</c> is of a unit that is held. Whatever becomes of a row, nothing with it may leave.</summary>
    public const string IsHeld =
        """
        EXISTS (SELECT 1 FROM results hr JOIN jobs hj ON hj.id = hr.job_id JOIN units hu ON hu.id = hj.unit_id WHERE hr.result_id = outbox.result_id AND hu.held = 1)
        """;

    // Replaced revisions too: what was found on another patient must not leave because a later object came meanwhile.
    private const string HoldUnits =
        """
        UPDATE units SET held = EXISTS (
            SELECT 1 FROM instances f JOIN instances i ON i.sop_instance_uid = f.sop_instance_uid
            WHERE f.flag IN @Flags AND i.study_uid = units.study_uid AND i.series_uid = units.series_uid
              AND (units.kind = 'series' OR i.sop_instance_uid = units.sop_instance_uid))
        WHERE study_uid = @studyUid
        """;

    // Whoever runs it has an earlier fencing token: what it brings is not taken.
    private const string TakeBackJobs =
        """
        UPDATE jobs SET state = 'queued', fencing_token = fencing_token + 1
        WHERE state = 'leased' AND unit_id IN (SELECT id FROM units WHERE study_uid = @studyUid AND held = 1)
        """;

    // What is stored too: were it not committed, it would be sent again. What waits for its archive alone would be sent as soon as that accepts us.
    private const string SetAside =
        """
        UPDATE outbox SET state = 'set-aside', reason = @Reason, commitment_id = NULL
        WHERE (state IN ('waiting', 'stored') OR (state = 'set-aside' AND reason LIKE @Rejected)) AND result_id IN (
            SELECT r.result_id FROM units u JOIN jobs j ON j.unit_id = u.id JOIN results r ON r.job_id = j.id
            WHERE u.study_uid = @studyUid AND u.held = 1)
        """;

    // What was passed over is sent when an operator changes the choice, so that its unit is current again.
    private const string SendAfterAll =
        """
        UPDATE outbox SET state = 'waiting', reason = NULL, attempts = 0
        WHERE state = 'set-aside' AND reason IN (@Reason, @PassedOver) AND result_id IN (
            SELECT r.result_id FROM units u JOIN jobs j ON j.unit_id = u.id JOIN results r ON r.job_id = j.id
            WHERE u.study_uid = @studyUid AND u.held = 0 AND (outbox.reason = @Reason OR u.current = 1))
        """;

    /// <summary>Works out which units of a study are held.</summary>
    public static void Refresh(SqliteTransaction transaction, string studyUid)
    {
        SqliteConnection connection = transaction.Connection!;
        connection.Execute(HoldUnits, new { Flags, studyUid }, transaction);
        connection.Execute(TakeBackJobs, new { studyUid }, transaction);
        connection.Execute(SetAside, new { Reason, Rejected = RejectedPrefix + "%", studyUid }, transaction);
        connection.Execute(SendAfterAll, new { Reason, PassedOver, studyUid }, transaction);
    }

    /// <summary>
    /// Results of a unit that wait for an operator are not going to be sent: the content they were made of was passed over. Call it while the unit is still held, so
    /// that what was on its way when the hold came is not sent again either.
    /// </summary>
    public static void PassOver(SqliteTransaction transaction, long unit) => transaction.Connection!.Execute(
        """
        UPDATE outbox SET state = 'set-aside', reason = @PassedOver, commitment_id = NULL
        WHERE ((state = 'set-aside' AND reason = @Reason) OR (state IN ('waiting', 'stored') AND (SELECT held FROM units WHERE id = @unit) = 1))
          AND result_id IN (SELECT r.result_id FROM jobs j JOIN results r ON r.job_id = j.id WHERE j.unit_id = @unit)
        """,
        new { PassedOver, Reason, unit },
        transaction);

    /// <summary>Works it out for every study with an object of this SOP Instance UID.</summary>
    public static void RefreshAround(SqliteTransaction transaction, string sopInstanceUid)
    {
        foreach (string studyUid in transaction.Connection!.Query<string>(
            "SELECT DISTINCT study_uid FROM instances WHERE sop_instance_uid = @sopInstanceUid", new { sopInstanceUid }, transaction).AsList())
        {
            Refresh(transaction, studyUid);
        }
    }

    /// <summary>Works it out for every study with a held object: after results were adopted, which brings units back.</summary>
    public static void RefreshAll(SqliteTransaction transaction)
    {
        foreach (string sopInstanceUid in transaction.Connection!.Query<string>(
            "SELECT DISTINCT sop_instance_uid FROM instances WHERE flag IN @Flags", new { Flags }, transaction).AsList())
        {
            RefreshAround(transaction, sopInstanceUid);
        }
    }
}
