using Dapper;
using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Jobs;

/// <summary>
/// An operator has a job tried again that failed or was set aside. The result it has is never overwritten: its unit gets a new revision that names the
/// one before, with a job of its own, so that there is one result for each. On return the change survives loss of power.
/// </summary>
internal sealed class JobRetry(
    EdgeStore store, ModelStore models, UnitRows units, QueuedReleases releases, Quarantine quarantine, StageSignals signals, TimeProvider time)
{
    /// <summary>Tries again: a job that waits runs now, on the release that serves; one that failed, was cancelled or set aside gets a successor.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="problem">Why not, and what to do; null when it is tried.</param>
    /// <returns>The job that runs; null when none does.</returns>
    /// <exception cref="SqliteException">The database failed; nothing changed.</exception>
    public long? Retry(long jobId, out string? problem)
    {
        (long? runs, string? why) = store.Write((connection, transaction) => Retry(transaction, jobId));
        problem = why;
        if (runs is not null)
        {
            quarantine.Report();
            signals.JobQueued.Raise();
        }

        return runs;
    }

    private (long? Runs, string? Problem) Retry(SqliteTransaction transaction, long jobId)
    {
        SqliteConnection connection = transaction.Connection!;
        Tried? job = connection.QuerySingleOrDefault<Tried>(
            """
            SELECT j.state AS State, j.model AS Model, j.model_version AS ModelVersion, j.model_digest AS ModelDigest, u.id AS UnitId, u.study_uid AS StudyUid, u.kind AS Kind, u.series_uid AS SeriesUid,
                   u.sop_instance_uid AS SopInstanceUid, u.current AS Current, u.held AS Held, r.outcome AS Outcome, j.urgency AS Urgency
            FROM jobs j JOIN units u ON u.id = j.unit_id LEFT JOIN results r ON r.job_id = j.id WHERE j.id = @jobId
            """,
            new { jobId },
            transaction);
        if (WhyNot(jobId, job) is { } why)
        {
            return (null, why);
        }

        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        ModelState model = models.Active(job!.Model);
        if (job.State == "queued")
        {
            if (model.Release is { } serves && (serves.Version != job.ModelVersion || serves.Digest != job.ModelDigest))
            {
                releases.Move(transaction, serves, jobId);
            }

            connection.Execute("UPDATE jobs SET not_before = @now, rank = min(rank, @now) WHERE id = @jobId", new { now, jobId }, transaction);
            return (jobId, null);
        }

        if (model.Release is not { } release)
        {
            return (null, $"Model '{job.Model}' cannot serve: {model.Problem}. Install it, then try again.");
        }

        (long unitId, long revision) = Succeed(transaction, job.UnitId, now);
        var identity = new ResultUnit(
            RowNames.Kind(job.Kind), job.StudyUid, job.SeriesUid, job.SopInstanceUid.Length == 0 ? null : job.SopInstanceUid, (int)revision);
        return (units.Queue(transaction, unitId, identity, release, (JobUrgency)job.Urgency, now), null);
    }

    private static string? WhyNot(long jobId, Tried? job) => job switch
    {
        null => $"There is no job {jobId}. edgectl job list shows what there is.",
        { State: "leased" } => $"Job {jobId} is running. Wait for its end.",
        { Held: 1 } => $"The unit of job {jobId} is held until an operator chooses. edgectl inbox conflicts shows among what.",
        { Current: 0 } => $"Job {jobId} is of a revision that was replaced. edgectl study show {job.StudyUid} shows the one that counts.",
        { State: "queued" or "quarantined" or "cancelled" } or { Outcome: "failed" } => null,
        _ => $"Job {jobId} did not fail: edgectl result list shows what it found. Only a job that failed, waits, was cancelled or set aside is tried again.",
    };

    /// <summary>A new revision of a unit, with the same objects.</summary>
    private static (long Id, long Revision) Succeed(SqliteTransaction transaction, long unitId, long now)
    {
        SqliteConnection connection = transaction.Connection!;
        connection.Execute("UPDATE units SET current = 0 WHERE id = @unitId", new { unitId }, transaction);
        (long Id, long Revision) made = connection.QuerySingle<(long, long)>(
            """
            INSERT INTO units (study_uid, kind, series_uid, sop_instance_uid, modality, revision, replaces, current, content, route, model, reason, created_at)
            SELECT o.study_uid, o.kind, o.series_uid, o.sop_instance_uid, o.modality,
                   (SELECT max(revision) + 1 FROM units WHERE study_uid = o.study_uid AND kind = o.kind AND series_uid = o.series_uid
                                                          AND sop_instance_uid = o.sop_instance_uid),
                   o.id, 1, o.content, o.route, o.model, NULL, @now
            FROM units o WHERE o.id = @unitId
            RETURNING id, revision
            """,
            new { unitId, now },
            transaction);
        connection.Execute(
            "INSERT INTO unit_instances (unit_id, instance_id) SELECT @Id, instance_id FROM unit_instances WHERE unit_id = @unitId",
            new { made.Id, unitId },
            transaction);
        return made;
    }

    private sealed record Tried(
        string State,
        string Model,
        string ModelVersion,
        string ModelDigest,
        long UnitId,
        string StudyUid,
        string Kind,
        string SeriesUid,
        string SopInstanceUid,
        long Current,
        long Held,
        string? Outcome,
        long Urgency);
}
