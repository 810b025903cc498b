using Edge.Contracts;
using Edge.Runtime.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Jobs;

/// <summary>What the API says about jobs.</summary>
internal static class JobEndpoints
{
    /// <summary>Maps what only reads: <c>GET /v1/jobs?limit=N&amp;skip=N</c> and <c>GET /v1/jobs/{id}</c>.</summary>
    public static void MapReading(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/jobs", List);
        api.MapGet("/v1/jobs/{id:long}", Show);
    }

    /// <summary>Maps what is for the local socket only: <c>POST /v1/jobs/{id}/retry</c> and <c>POST /v1/jobs/{id}/cancel</c>.</summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapPost("/v1/jobs/{id:long}/retry", Retry).Audit(AuditKind.ApplicationActivity, static context => $"Job {context.GetRouteValue("id")} was tried again.");
        api.MapPost("/v1/jobs/{id:long}/cancel", Cancel).Audit(AuditKind.ApplicationActivity, static context => $"Job {context.GetRouteValue("id")} was cancelled.");
    }

    private static IResult Show(long id, JobQueries queries) => queries.Show(id) is { } job
        ? TypedResults.Json(job, EdgeJson.Default.JobDetail)
        : TypedResults.Json(
            new ApiError($"There is no job {id}. edgectl job list shows what there is."), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status404NotFound);

    private static IResult Cancel(long id, JobCancel cancel, JobQueries queries) => cancel.Cancel(id) is { } problem
        ? TypedResults.Json(new ApiError(problem), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status409Conflict)
        : TypedResults.Json(queries.Find(id)!, EdgeJson.Default.JobSummary);

    private static IResult Retry(long id, JobRetry retry, JobQueries queries) =>
        retry.Retry(id, out string? problem) is { } runs && queries.Find(runs) is { } job
            ? TypedResults.Json(job, EdgeJson.Default.JobSummary)
            : TypedResults.Json(new ApiError(problem ?? $"Job {id} is gone."), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status409Conflict);

    private static JsonHttpResult<IReadOnlyList<JobSummary>> List(JobQueries queries, int limit = JobQueries.DefaultLimit, int skip = 0) =>
        TypedResults.Json(queries.List(limit, skip), EdgeJson.Default.IReadOnlyListJobSummary);
}
