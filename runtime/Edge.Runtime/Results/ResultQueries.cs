using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Results;

/// <summary>What is known of results, for the page and edgectl.</summary>
internal sealed class ResultQueries(EdgeStore store)
{
    /// <summary>Results listed where no limit is given.</summary>
    public const int DefaultLimit = 200;

    /// <summary>Results listed at most.</summary>
    public const int LimitMax = 1000;

    /// <summary>Results, the latest first.</summary>
    /// <param name="limit">How many at most; 1 to <see cref="LimitMax"/>.</param>
    /// <param name="skip">How many to leave out first, so that a reader goes on where the page before ended.</param>
    public IReadOnlyList<ResultSummary> List(int limit, int skip = 0) => store.Read(connection => (IReadOnlyList<ResultSummary>)
    [
        .. connection.Query<ResultRow>(
            """
            SELECT r.result_id AS ResultId, r.committed_at AS CommittedAt, r.document AS Document,
                   u.current AS Current, u.held AS Held
            FROM results r JOIN jobs j ON j.id = r.job_id JOIN units u ON u.id = j.unit_id
            ORDER BY r.committed_at DESC, r.result_id LIMIT @limit OFFSET @skip
            """,
            new { limit = Math.Clamp(limit, 1, LimitMax), skip = Math.Max(skip, 0) }).Select(row => row.ToSummary()),
    ]);

    /// <summary>The <c>result.json</c> of a result, as committed; null when there is none.</summary>
    public string? Find(string resultId) => store.Read(connection =>
        connection.ExecuteScalar<string?>("SELECT document FROM results WHERE result_id = @resultId", new { resultId }));

    /// <summary>Study Instance UID of a result; null when there is no such result.</summary>
    public string? StudyOf(string resultId) => store.Read(connection => connection.ExecuteScalar<string?>(
        "SELECT u.study_uid FROM results r JOIN jobs j ON j.id = r.job_id JOIN units u ON u.id = j.unit_id WHERE r.result_id = @resultId", new { resultId }));
}
