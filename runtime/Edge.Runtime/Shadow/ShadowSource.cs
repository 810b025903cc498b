using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Shadow;

/// <summary>Finds the studies that the active release has read.</summary>
internal static class ShadowSource
{
    /// <summary>The first completed result of a release after another one, in the order in which they were committed; null when there is none.</summary>
    /// <param name="store">The store.</param>
    /// <param name="model">Model name.</param>
    /// <param name="version">The release that serves.</param>
    /// <param name="since">When the result before was committed, Unix milliseconds.</param>
    /// <param name="after">The result before; empty for none.</param>
    public static (ResultDocument Document, long CommittedAt)? Next(EdgeStore store, string model, string version, long since, string after) => store.Read(connection =>
        connection.Query<(string Document, long CommittedAt)>(
            """
            SELECT r.document, r.committed_at FROM results r JOIN jobs j ON j.id = r.job_id
            WHERE j.model = @model AND j.model_version = @version AND r.outcome = 'completed' AND (r.committed_at, r.result_id) > (@since, @after)
            ORDER BY r.committed_at, r.result_id LIMIT 1
            """,
            new { model, version, since, after }).AsList() is [var row]
            ? (JsonSerializer.Deserialize(row.Document, EdgeJson.Default.ResultDocument)!, row.CommittedAt)
            : ((ResultDocument, long)?)null);
}
