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
               j.created_at AS CreatedAt, j.reason AS Reason
        FROM jobs j JOIN units u ON u.id = j.unit_id

        """;

    /// <summary>A job; null when there is none.</summary>
    public JobSummary? Find(long jobId) => store.Read(connection =>
        connection.QuerySingleOrDefault<JobRow>(Select + "WHERE j.id = @jobId", new { jobId }))?.ToSummary();

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
