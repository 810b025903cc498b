using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Results;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Gives out queued jobs, one holder at a time: every lease raises the job's fencing token, and only the holder of the latest can end the
/// job (<see cref="ResultCommit"/>). Each change survives loss of power on return.
/// </summary>
internal sealed class JobLeases(EdgeStore store, DeviceConfig config, DataDirectory data, TimeProvider time)
{
    private readonly SchedulingConfig _scheduling = config.Scheduling ?? SchedulingConfig.Default;

    /// <summary>Longest a job is held back; a time to start that lies further ahead was written under another clock and counts as past.</summary>
    public static readonly TimeSpan HeldBackMax = TimeSpan.FromMinutes(5);

    private const string ReplacedReason = "It was replaced before it had run to its end.";

    private const string LastOfItsKind = "CASE urgency WHEN 0 THEN @stat WHEN 1 THEN @routine ELSE @backfill END";

    private const string Held = "unit_id IN (SELECT id FROM units WHERE held = 1)";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Takes back the leases of a runtime that is gone. One that was stopped gave its own back: what is still leased ran when the runtime or the machine
    /// went down and may be the cause, so that it is counted and goes after others of its kind. Call it before the first lease; the data directory's lock keeps
    /// others out.
    /// </summary>
    /// <returns>How many were taken back.</returns>
    public int TakeBackAll() => store.Write((connection, transaction) => connection.Execute(
        $"UPDATE jobs SET state = 'queued', restarts = restarts + 1, rank = {LastOfItsKind} WHERE state = 'leased'", Ranks(), transaction));

    /// <summary>
    /// Ends the queued jobs of units that are no longer current: they would run, and be delivered, after what replaced them. Call it after
    /// leases were taken back and results adopted; later on <see cref="GiveBack"/> and <see cref="UnitRows"/> let none be queued.
    /// </summary>
    /// <returns>How many were ended.</returns>
    public int EndReplaced() => store.Write((_, transaction) => EndReplaced(transaction));

    /// <summary>Works out again which units are held. Call it after results were adopted, which brings units back.</summary>
    public void Hold() => store.Write((_, transaction) => UnitHold.RefreshAll(transaction));

    /// <summary>Leases the most urgent job that is due, of equal ones the first to come, but none of a held unit; null when none is due.</summary>
    public JobLease? Lease() => store.Write((connection, transaction) =>
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long? jobId = connection.ExecuteScalar<long?>(
            $"""
            UPDATE jobs SET state = 'leased', fencing_token = fencing_token + 1, attempts = attempts + 1
            WHERE id = (SELECT id FROM jobs WHERE state = 'queued' AND (not_before <= @now OR not_before > @beyond) AND NOT {Held}
                        ORDER BY rank, id LIMIT 1)
            RETURNING id
            """,
            new { now, beyond = now + (long)HeldBackMax.TotalMilliseconds },
            transaction);
        return jobId is null ? null : ToLease(transaction, Read(transaction, jobId.Value));
    });

    /// <summary>True when no job runs and none is due.</summary>
    public bool IsIdle() => store.Read(connection => connection.ExecuteScalar<long>(
        $"SELECT count(*) FROM jobs WHERE state = 'leased' OR (state = 'queued' AND not_before <= @Now AND NOT {Held})", new { Now })) == 0;

    /// <summary>Time until the next queued job is due; null when none is queued.</summary>
    public TimeSpan? NextIn() => store.Read(connection => connection.ExecuteScalar<long?>(
        $"SELECT min(not_before) FROM jobs WHERE state = 'queued' AND NOT {Held}")) is { } due
            ? TimeSpan.FromMilliseconds(Math.Max(0, due - time.GetUtcNow().ToUnixTimeMilliseconds()))
            : null;

    /// <summary>Gives a leased job back to the queue; one whose unit was replaced meanwhile ends instead.</summary>
    /// <param name="lease">The lease; where it is no longer the latest nothing happens.</param>
    /// <param name="reason">What happened, for operators; null leaves the reason of an earlier failure.</param>
    /// <param name="wait">How long it is held back; at most <see cref="HeldBackMax"/>.</param>
    /// <param name="died">True: its process died with it, which counts towards quarantine.</param>
    /// <param name="failed">True: it failed for a reason that may pass, which is tried a few times.</param>
    /// <param name="yields">True: it goes after others of its kind, as one does that died or failed.</param>
    public void GiveBack(LeaseIdentity lease, string? reason, TimeSpan wait, bool died, bool failed = false, bool yields = false) => store.Write((connection, transaction) =>
    {
        connection.Execute(
            $"""
            UPDATE jobs SET state = 'queued', reason = coalesce(@reason, reason), deaths = deaths + @deaths, failures = failures + @failures, not_before = @notBefore,
                            rank = CASE WHEN @yields THEN {LastOfItsKind} ELSE rank END
            WHERE id = @JobId AND fencing_token = @FencingToken AND state = 'leased'
            """,
            Ranks(new
            {
                reason,
                deaths = died ? 1 : 0,
                failures = failed ? 1 : 0,
                yields = yields || died || failed,
                notBefore = (time.GetUtcNow() + (wait < HeldBackMax ? wait : HeldBackMax)).ToUnixTimeMilliseconds(),
                lease.JobId,
                lease.FencingToken,
            }),
            transaction);
        return EndReplaced(transaction);
    });

    /// <summary>Jobs that are quarantined and were neither tried again nor replaced since.</summary>
    public long Quarantined() => store.Read(connection =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM jobs WHERE state = 'quarantined' AND (SELECT current FROM units WHERE id = unit_id) = 1"));

    /// <summary>The ranks of a job of each urgency that comes now, beside other parameters.</summary>
    private DynamicParameters Ranks(object? others = null)
    {
        var parameters = new DynamicParameters(others);
        parameters.Add("stat", _scheduling.Rank(JobUrgency.Stat, Now));
        parameters.Add("routine", _scheduling.Rank(JobUrgency.Routine, Now));
        parameters.Add("backfill", _scheduling.Rank(JobUrgency.Backfill, Now));
        return parameters;
    }

    private static int EndReplaced(SqliteTransaction transaction)
    {
        transaction.Connection!.Execute(
            """
            UPDATE units SET reason = @Replaced
            WHERE current = 0 AND id IN (SELECT unit_id FROM jobs WHERE state = 'queued')
            """,
            new { Replaced = ReplacedReason },
            transaction);
        return transaction.Connection!.Execute(
            "DELETE FROM jobs WHERE state = 'queued' AND (SELECT current FROM units WHERE id = unit_id) = 0",
            transaction: transaction);
    }

    private static LeasedRow Read(SqliteTransaction transaction, long jobId) => transaction.Connection!.QuerySingle<LeasedRow>(
        """
        SELECT j.id AS JobId, j.fencing_token AS FencingToken, j.result_id AS ResultId, j.unit_id AS UnitId, j.model AS Model,
               j.model_version AS ModelVersion, j.model_digest AS ModelDigest, j.deaths AS Deaths, j.failures AS Failures, j.restarts AS Restarts, j.reason AS Reason, u.kind AS Kind,
               u.study_uid AS StudyUid, u.series_uid AS SeriesUid, u.sop_instance_uid AS SopInstanceUid, u.revision AS Revision,
               u.route AS Route, u.content AS Content, j.created_at AS CreatedAt
        FROM jobs j JOIN units u ON u.id = j.unit_id WHERE j.id = @jobId
        """,
        new { jobId },
        transaction);

    private JobLease ToLease(SqliteTransaction transaction, LeasedRow row)
    {
        IEnumerable<(string Sop, string File)> instances = transaction.Connection!.Query<(string, string)>(
            """
            SELECT i.sop_instance_uid, i.file FROM unit_instances ui JOIN instances i ON i.id = ui.instance_id
            WHERE ui.unit_id = @UnitId ORDER BY i.file
            """,
            new { row.UnitId },
            transaction);
        var unit = new JobUnit(
            RowNames.Kind(row.Kind),
            row.StudyUid,
            row.SeriesUid,
            row.SopInstanceUid.Length == 0 ? null : row.SopInstanceUid,
            (int)row.Revision,
            [.. instances.Select(instance => new JobInstance(instance.Sop, Path.Combine(data.Inbox, instance.File)))]);
        return new JobLease(
            new LeaseIdentity(row.JobId, row.FencingToken, row.ResultId),
            unit,
            row.Model,
            row.ModelVersion,
            row.ModelDigest,
            (int)row.Deaths,
            (int)row.Failures,
            (int)row.Restarts,
            row.Reason,
            row.Route ?? string.Empty,
            row.Content,
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            Replaced(transaction, row.UnitId));
    }

    /// <summary>What the results of the revisions before this one left to be replaced; a revision that never ran has none.</summary>
    private static ReplacedResult? Replaced(SqliteTransaction transaction, long unitId)
    {
        List<string> results = transaction.Connection!.Query<string>(
            """
            WITH RECURSIVE earlier (id, step) AS (
                SELECT replaces, 1 FROM units WHERE id = @unitId AND replaces IS NOT NULL
                UNION ALL
                SELECT u.replaces, e.step + 1 FROM earlier e JOIN units u ON u.id = e.id WHERE u.replaces IS NOT NULL)
            SELECT r.result_id FROM earlier e JOIN jobs j ON j.unit_id = e.id JOIN results r ON r.job_id = j.id ORDER BY e.step
            """,
            new { unitId },
            transaction).AsList();
        return ReplacedResults.Of(results.Select(result => JsonSerializer.Deserialize(
            transaction.Connection!.ExecuteScalar<string>("SELECT document FROM results WHERE result_id = @result", new { result }, transaction)!,
            EdgeJson.Default.ResultDocument)!));
    }
}
