using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Jobs;

/// <summary>What is known of jobs, for the page and edgectl.</summary>
internal sealed class JobQueries(EdgeStore store)
{
    /// <summary>Jobs listed where no limit is given.</summary>
    public const int DefaultLimit = 200;

    /// <summary>Jobs listed at most.</summary>
    public const int LimitMax = 1000;

    private const string Select =
        """
        SELECT j.id AS JobId, j.state AS State, j.model AS Model, j.model_version AS ModelVersion, u.study_uid AS StudyUid,
               u.series_uid AS SeriesUid, u.sop_instance_uid AS SopInstanceUid, j.attempts AS Attempts, j.deaths AS Deaths,
               j.created_at AS CreatedAt, j.reason AS Reason, j.urgency AS Urgency
        FROM jobs j JOIN units u ON u.id = j.unit_id

        """;

    /// <summary>A job; null when there is none.</summary>
    public JobSummary? Find(long jobId) => store.Read(connection =>
        connection.QuerySingleOrDefault<JobRow>(Select + "WHERE j.id = @jobId", new { jobId }))?.ToSummary();

    /// <summary>A job with all that is known of it; null when there is none.</summary>
    public JobDetail? Show(long jobId) => store.Read(connection =>
    {
        JobDetailRow? row = connection.QuerySingleOrDefault<JobDetailRow>(
            """
            SELECT j.result_id AS ResultId, j.model_digest AS ModelDigest, j.failures AS Failures, j.not_before AS NotBefore, u.route AS Route, u.revision AS Revision,
                   u.current AS Current, u.held AS Held, r.outcome AS Outcome, r.committed_at AS CommittedAt,
                   (SELECT count(*) FROM unit_instances i WHERE i.unit_id = u.id) AS Instances,
                   (SELECT count(*) FROM jobs b JOIN units v ON v.id = b.unit_id
                    WHERE b.state = 'queued' AND v.held = 0 AND (b.rank < j.rank OR (b.rank = j.rank AND b.id < j.id))) AS Ahead
            FROM jobs j JOIN units u ON u.id = j.unit_id LEFT JOIN results r ON r.job_id = j.id WHERE j.id = @jobId
            """,
            new { jobId });
        return row?.ToDetail(connection.QuerySingle<JobRow>(Select + "WHERE j.id = @jobId", new { jobId }).ToSummary());
    });

    /// <summary>Jobs, the latest first.</summary>
    /// <param name="limit">How many at most; 1 to <see cref="LimitMax"/>.</param>
    /// <param name="skip">How many to leave out first, so that a reader goes on where the page before ended.</param>
    public IReadOnlyList<JobSummary> List(int limit, int skip = 0) => store.Read(connection => (IReadOnlyList<JobSummary>)
    [
        .. connection.Query<JobRow>(
            Select + "ORDER BY j.id DESC LIMIT @limit OFFSET @skip",
            new { limit = Math.Clamp(limit, 1, LimitMax), skip = Math.Max(skip, 0) }).Select(row => row.ToSummary()),
    ]);
}
