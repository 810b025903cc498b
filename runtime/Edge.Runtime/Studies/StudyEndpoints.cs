using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Studies;

/// <summary>What the API says and does about studies.</summary>
internal static class StudyEndpoints
{
    private const string OperatorReason = "an operator said so";

    /// <summary>Maps what only reads: <c>GET /v1/studies?limit=N&amp;skip=N</c>.</summary>
    public static void MapReading(IEndpointRouteBuilder api) => api.MapGet("/v1/studies", List);

    /// <summary>Maps what is for the local socket only: <c>GET /v1/studies/{uid}</c> (it tells paths) and <c>POST /v1/studies/{uid}/complete</c>.</summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/studies/{uid}", Find);
        api.MapPost("/v1/studies/{uid}/complete", Complete).Audit(AuditKind.ApplicationActivity, static _ => "A study was completed by force.", study: "uid");
    }

    private static JsonHttpResult<IReadOnlyList<StudySummary>> List(StudyQueries queries, int limit = StudyQueries.DefaultLimit, int skip = 0) =>
        TypedResults.Json(queries.List(limit, skip), EdgeJson.Default.IReadOnlyListStudySummary);

    private static IResult Find(string uid, StudyQueries queries) =>
        queries.Find(uid) is { } study ? TypedResults.Json(study, EdgeJson.Default.StudyDetail) : Unknown(uid);

    private static IResult Complete(string uid, StudyRows rows, StudyQueries queries, StageSignals signals)
    {
        bool isDone = rows.Complete(uid, OperatorReason);
        if (queries.Find(uid) is not { } study)
        {
            return Unknown(uid);
        }

        if (!isDone)
        {
            return TypedResults.Json(
                new ApiError($"The objects of study {uid} were removed by retention. Have it sent again, then edgectl inbox list --flagged shows what came."),
                EdgeJson.Default.ApiError,
                statusCode: StatusCodes.Status409Conflict);
        }

        signals.StudyComplete.Raise();
        return TypedResults.Json(study, EdgeJson.Default.StudyDetail);
    }

    private static JsonHttpResult<ApiError> Unknown(string uid) => TypedResults.Json(
        new ApiError($"There is no study {uid}. edgectl study list shows what there is."),
        EdgeJson.Default.ApiError,
        statusCode: StatusCodes.Status404NotFound);
}
