using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Jobs;

/// <summary>What the API says about jobs.</summary>
internal static class JobEndpoints
{
    /// <summary>Maps <c>GET /v1/jobs?limit=N</c>, which only reads.</summary>
    public static void MapReading(IEndpointRouteBuilder api) => api.MapGet("/v1/jobs", List);

    private static JsonHttpResult<IReadOnlyList<JobSummary>> List(JobQueries queries, int limit = JobQueries.DefaultLimit) =>
        TypedResults.Json(queries.List(limit), EdgeJson.Default.IReadOnlyListJobSummary);
}
