using Dapper;
using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Routing;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Jobs that wait follow their model's pointer: what was taken back, suspended or superseded does not run because studies were queued under it. Nothing has
/// come of such a job, so that it keeps its unit and revision and gets the release, with the result's identity that follows from it. Each change survives loss
/// of power on return. A job that runs ends on the release it began with.
/// </summary>
internal sealed class QueuedReleases(EdgeStore store, Derived<RouteTable> table, ModelStore models, DeviceConfig config, TimeProvider time)
{
    private const string Select =
        """
        SELECT j.id AS JobId, u.study_uid AS StudyUid, u.series_uid AS SeriesUid, u.sop_instance_uid AS SopInstanceUid, u.revision AS Revision
        FROM jobs j JOIN units u ON u.id = j.unit_id WHERE u.kind = @kind AND
        """;

    private const string Others = "j.state = 'queued' AND j.model = @Name AND j.model_version <> @Version";

    private const string One = "j.id = @jobId AND j.state IN ('queued', 'leased')";

    // Counts are of the release before: what it did says nothing about this one.
    private const string Update =
        """
        UPDATE jobs SET model_version = @Version, model_digest = @Digest, result_id = @ResultId, deaths = 0, failures = 0, restarts = 0, not_before = @now, reason = NULL
        WHERE id = @JobId
        """;

    // The release works on other units than the job's: the study is divided again.
    private const string DivideAgain =
        $"""
        UPDATE studies SET routed_at = NULL
        WHERE study_uid IN (SELECT u.study_uid FROM jobs j JOIN units u ON u.id = j.unit_id WHERE u.kind <> @kind AND u.current = 1 AND {Others})
        """;

    private readonly Dictionary<string, string> _followed = new(StringComparer.Ordinal);

    /// <summary>Looks at every model a route names, and has its queued jobs follow where another version is active than at the last look.</summary>
    /// <returns>How many jobs follow.</returns>
    public int Follow()
    {
        int moved = 0;
        foreach (string model in table.Now.Routes.Select(route => route.Model).Distinct(StringComparer.Ordinal))
        {
            if (models.Active(model).Release is { } release && _followed.GetValueOrDefault(model) != release.Version)
            {
                moved += store.Write((_, transaction) => MoveOthers(transaction, release));
                _followed[model] = release.Version;
            }
        }

        return moved;
    }

    /// <summary>A leased job that has not begun follows too, with the others of its model, where the pointer has just changed.</summary>
    /// <returns>The lease to run.</returns>
    public JobLease Follow(JobLease lease)
    {
        if (models.Active(lease.Model).Release is not { } release || release.Version == lease.ModelVersion || release.Manifest.Unit != lease.Unit.Kind)
        {
            return lease;
        }

        store.Write((_, transaction) =>
        {
            MoveOthers(transaction, release);
            Move(transaction, release, lease.Identity.JobId);
        });
        var unit = new ResultUnit(lease.Unit.Kind, lease.Unit.StudyInstanceUid, lease.Unit.SeriesInstanceUid, lease.Unit.SopInstanceUid, lease.Unit.Revision);
        return lease with
        {
            Identity = lease.Identity with { ResultId = ResultId.Compute(config.Device, unit, release.Digest) },
            ModelVersion = release.Version,
            ModelDigest = release.Digest,
            Deaths = 0,
            Failures = 0,
            Restarts = 0,
            LastFailure = null,
        };
    }

    /// <summary>Has one job run on a release, within the caller's transaction; one that works on other units stays as it is.</summary>
    internal void Move(SqliteTransaction transaction, ModelRelease release, long jobId) => Move(transaction, release, One, jobId);

    private int MoveOthers(SqliteTransaction transaction, ModelRelease release)
    {
        int moved = Move(transaction, release, Others, jobId: null);
        transaction.Connection!.Execute(DivideAgain, new { kind = RowNames.Name(release.Manifest.Unit), release.Name, release.Version }, transaction);
        return moved;
    }

    private int Move(SqliteTransaction transaction, ModelRelease release, string which, long? jobId)
    {
        List<Waiting> jobs = transaction.Connection!.Query<Waiting>(
            Select + " " + which, new { kind = RowNames.Name(release.Manifest.Unit), release.Name, release.Version, jobId }, transaction).AsList();
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        transaction.Connection!.Execute(
            Update,
            jobs.Select(job => new
            {
                release.Version,
                release.Digest,
                ResultId = ResultId.Compute(config.Device, job.UnitOf(release.Manifest.Unit), release.Digest),
                now,
                job.JobId,
            }),
            transaction);
        return jobs.Count;
    }

    private sealed record Waiting(long JobId, string StudyUid, string SeriesUid, string SopInstanceUid, long Revision)
    {
        public ResultUnit UnitOf(UnitKind kind) => new(kind, StudyUid, SeriesUid, SopInstanceUid.Length == 0 ? null : SopInstanceUid, (int)Revision);
    }
}
