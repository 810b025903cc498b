using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Jobs;

/// <summary>What the API says about jobs.</summary>
internal static class JobEndpoints
{
    /// <summary>Maps <c>GET /v1/jobs?limit=N&amp;skip=N</c>, which only reads.</summary>
    public static void MapReading(IEndpointRouteBuilder api) => api.MapGet("/v1/jobs", List);

    /// <summary>Maps what is for the local socket only: <c>POST /v1/jobs/{id}/retry</c>.</summary>
    public static void MapLocal(IEndpointRouteBuilder api) => api.MapPost("/v1/jobs/{id:long}/retry", Retry);

    private static IResult Retry(long id, JobRetry retry, JobQueries queries) =>
        retry.Retry(id, out string? problem) is { } runs && queries.Find(runs) is { } job
            ? TypedResults.Json(job, EdgeJson.Default.JobSummary)
            : TypedResults.Json(new ApiError(problem ?? $"Job {id} is gone."), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status409Conflict);

    private static JsonHttpResult<IReadOnlyList<JobSummary>> List(JobQueries queries, int limit = JobQueries.DefaultLimit, int skip = 0) =>
        TypedResults.Json(queries.List(limit, skip), EdgeJson.Default.IReadOnlyListJobSummary);
}
