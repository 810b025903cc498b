using System.Net.Mime;
using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Results;

/// <summary>What the API says about results.</summary>
internal static class ResultEndpoints
{
    /// <summary>Maps what only reads: <c>GET /v1/results?limit=N&amp;skip=N</c> and <c>GET /v1/results/{id}</c>, which is <c>result.json</c>.</summary>
    public static void MapReading(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/results", List);
        api.MapGet("/v1/results/{id}", Find);
    }

    private static JsonHttpResult<IReadOnlyList<ResultSummary>> List(ResultQueries queries, int limit = ResultQueries.DefaultLimit, int skip = 0) =>
        TypedResults.Json(queries.List(limit, skip), EdgeJson.Default.IReadOnlyListResultSummary);

    private static IResult Find(string id, ResultQueries queries) => queries.Find(id) is { } document
        ? TypedResults.Text(document, MediaTypeNames.Application.Json)
        : TypedResults.Json(
            new ApiError($"There is no result {id}. edgectl result list shows what there is."),
            EdgeJson.Default.ApiError,
            statusCode: StatusCodes.Status404NotFound);
}
