using Dapper;
using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Routing;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Jobs;

/// <summary>The units and jobs of studies.</summary>
internal sealed class UnitRows(EdgeStore store, DeviceConfig config, TimeProvider time)
{
    private readonly SchedulingConfig _scheduling = config.Scheduling ?? SchedulingConfig.Default;

    /// <summary>
    /// Makes <paramref name="routed"/> the current units of a study, in one transaction: what did not change stays and does not run again, what
    /// changed becomes a new revision that names the one it replaces, what is gone is no longer current.
    /// </summary>
    /// <returns>Jobs queued; null when the study changed meanwhile, so that nothing was done.</returns>
    public int? Replace(StudyVersion study, IReadOnlyList<RoutedUnit> routed) => store.Write<int?>((connection, transaction) =>
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        int unchanged = connection.Execute(
            """
            UPDATE studies SET routed_at = @now
            WHERE study_uid = @StudyUid AND state = 'complete' AND instances = @Instances AND complete_at = @CompleteAt AND routed_at IS NULL
            """,
            new { now, study.StudyUid, study.Instances, study.CompleteAt },
            transaction);
        if (unchanged == 0)
        {
            return null;
        }

        Dictionary<(string, string, string), CurrentUnit> before = Current(transaction, study.StudyUid).ToDictionary(unit => unit.Key);
        int jobs = 0;
        foreach (RoutedUnit unit in routed)
        {
            before.Remove((RowNames.Name(unit.Kind), unit.SeriesInstanceUid, unit.SopInstanceUid ?? string.Empty), out CurrentUnit? existing);
            jobs += Place(transaction, study.StudyUid, unit, existing, now) ? 1 : 0;
        }

        // Objects that retention removed are not part of anything else: their units stay, with their results.
        HashSet<string> removed = [.. connection.Query<string>("SELECT series_uid FROM removed_series WHERE study_uid = @StudyUid", new { study.StudyUid }, transaction)];
        foreach (CurrentUnit gone in before.Values.Where(unit => !removed.Contains(unit.SeriesUid)))
        {
            Retire(transaction, gone, "Its objects are now part of another unit.");
        }

        UnitHold.Refresh(transaction, study.StudyUid);

        return jobs;
    });

    /// <summary>Asks for the units of every study that waits for a model to be made again.</summary>
    public void RouteAgain(string model) => store.Write((connection, transaction) => connection.Execute(
        """
        UPDATE studies SET routed_at = NULL
        WHERE study_uid IN (SELECT study_uid FROM units WHERE current = 1 AND model = @model AND model IS NOT NULL AND reason IS NOT NULL)
        """,
        new { model },
        transaction));

    private static IEnumerable<CurrentUnit> Current(SqliteTransaction transaction, string studyUid) => transaction.Connection!.Query<CurrentUnit>(
        """
        SELECT u.id AS Id, u.kind AS Kind, u.series_uid AS SeriesUid, u.sop_instance_uid AS SopInstanceUid, u.revision AS Revision,
               u.content AS Content, u.model AS Model, j.id AS JobId
        FROM units u LEFT JOIN jobs j ON j.unit_id = u.id WHERE u.study_uid = @studyUid AND u.current = 1
        """,
        new { studyUid },
        transaction);

    /// <summary>The latest unit of this identity that has a job, though it is not current; null when there is none.</summary>
    private static CurrentUnit? Latest(SqliteTransaction transaction, string studyUid, RoutedUnit unit) => transaction.Connection!.QueryFirstOrDefault<CurrentUnit>(
        """
        SELECT u.id AS Id, u.kind AS Kind, u.series_uid AS SeriesUid, u.sop_instance_uid AS SopInstanceUid, u.revision AS Revision,
               u.content AS Content, u.model AS Model, j.id AS JobId
        FROM units u JOIN jobs j ON j.unit_id = u.id
        WHERE u.study_uid = @studyUid AND u.kind = @kind AND u.series_uid = @series AND u.sop_instance_uid = @sop
        ORDER BY u.revision DESC LIMIT 1
        """,
        new { studyUid, kind = RowNames.Name(unit.Kind), series = unit.SeriesInstanceUid, sop = unit.SopInstanceUid ?? string.Empty },
        transaction);

    private bool Place(SqliteTransaction transaction, string studyUid, RoutedUnit unit, CurrentUnit? existing, long now)
    {
        bool sameContent = existing is not null && existing.Content == unit.Content;
        if (sameContent && existing!.JobId is not null && existing.Model == unit.Model)
        {
            return false;
        }

        if (sameContent && existing!.JobId is null)
        {
            // Nothing ran on it: there is nothing to replace.
            transaction.Connection!.Execute(
                "UPDATE units SET route = @route, model = @model, reason = @Reason WHERE id = @Id",
                new { route = unit.Route?.Name, model = unit.Model, unit.Reason, existing.Id },
                transaction);
            return Queue(transaction, studyUid, unit, existing.Id, (int)existing.Revision, now);
        }

        if (existing is not null)
        {
            Retire(transaction, existing, "It was replaced by a later revision before it ran.");
        }

        CurrentUnit? earlier = existing ?? Latest(transaction, studyUid, unit);
        if (existing is null && earlier?.Content == unit.Content && earlier.Model == unit.Model)
        {
            // It was part of another unit for a while, and has run before that.
            transaction.Connection!.Execute("UPDATE units SET current = 1, reason = NULL WHERE id = @Id", new { earlier.Id }, transaction);
            return false;
        }

        (long id, long revision) = Insert(transaction, studyUid, unit, earlier?.Id, now);
        return Queue(transaction, studyUid, unit, id, (int)revision, now);
    }

    private static (long Id, long Revision) Insert(SqliteTransaction transaction, string studyUid, RoutedUnit unit, long? replaces, long now)
    {
        (long Id, long Revision) inserted = transaction.Connection!.QuerySingle<(long, long)>(
            """
            INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, modality, revision, replaces, current, content, route, model, reason, created_at)
            SELECT @studyUid, @kind, @series, @sop, @modality, coalesce(max(revision), 0) + 1, @replaces, 1, @Content, @route, @model, @Reason, @now
            FROM units WHERE study_uid = @studyUid AND kind = @kind AND series_uid = @series AND sop_instance_uid = @sop
            RETURNING id, revision
            """,
            new
            {
                studyUid,
                kind = RowNames.Name(unit.Kind),
                series = unit.SeriesInstanceUid,
                sop = unit.SopInstanceUid ?? string.Empty,
                modality = unit.Instances[unit.Instances.Count / 2].Modality,
                replaces,
                unit.Content,
                route = unit.Route?.Name,
                model = unit.Model,
                unit.Reason,
                now,
            },
            transaction);
        transaction.Connection!.Execute(
            "INSERT INTO unit_instances (unit_id, instance_id) VALUES (@UnitId, @InstanceId)",
            unit.Instances.Select(instance => new { UnitId = inserted.Id, InstanceId = instance.Id }),
            transaction);
        return inserted;
    }

    private bool Queue(SqliteTransaction transaction, string studyUid, RoutedUnit unit, long unitId, int revision, long now)
    {
        if (unit.Release is not { } release)
        {
            return false;
        }

        JobUrgency urgency = UnitUrgency.Of(unit.Route, unit.Header, DateTimeOffset.FromUnixTimeMilliseconds(now), _scheduling);
        Queue(transaction, unitId, new ResultUnit(unit.Kind, studyUid, unit.SeriesInstanceUid, unit.SopInstanceUid, revision), release, urgency, now);
        return true;
    }

    /// <summary>Queues the job of a unit that has none, within the caller's transaction.</summary>
    /// <returns>The job.</returns>
    internal long Queue(SqliteTransaction transaction, long unitId, ResultUnit identity, ModelRelease release, JobUrgency urgency, long now) =>
        transaction.Connection!.ExecuteScalar<long>(
            """
            INSERT INTO jobs (unit_id, model, model_version, model_digest, result_id, state, fencing_token, attempts, deaths, not_before, reason, created_at, urgency, rank)
            VALUES (@unitId, @Name, @Version, @Digest, @resultId, 'queued', 0, 0, 0, @now, NULL, @now, @urgency, @rank)
            RETURNING id
            """,
            new
            {
                unitId,
                release.Name,
                release.Version,
                release.Digest,
                resultId = ResultId.Compute(config.Device, identity, release.Digest),
                now,
                urgency = (int)urgency,
                rank = _scheduling.Rank(urgency, now),
            },
            transaction);

    /// <summary>A queued job of it is dropped; one that runs may finish, and its result stays with the old revision, but it does not run again.</summary>
    private static void Retire(SqliteTransaction transaction, CurrentUnit unit, string whyNotRun)
    {
        int dropped = transaction.Connection!.Execute(
            "DELETE FROM jobs WHERE unit_id = @Id AND state = 'queued'", new { unit.Id }, transaction);
        transaction.Connection!.Execute(
            "UPDATE units SET current = 0, reason = CASE WHEN @dropped > 0 THEN @whyNotRun ELSE reason END WHERE id = @Id",
            new { dropped, whyNotRun, unit.Id },
            transaction);
    }
}
