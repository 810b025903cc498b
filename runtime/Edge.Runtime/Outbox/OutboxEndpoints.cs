using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Outbox;

/// <summary>What the API says and does about the outbox.</summary>
internal static class OutboxEndpoints
{
    /// <summary>Maps what only reads: <c>GET /v1/outbox?state=STATE&amp;limit=N&amp;skip=N</c>.</summary>
    public static void MapReading(IEndpointRouteBuilder api) => api.MapGet("/v1/outbox", List);

    /// <summary>Maps what is for the local socket only: <c>POST /v1/outbox/{id}/send</c>, which sends a row again.</summary>
    public static void MapLocal(IEndpointRouteBuilder api) => api.MapPost("/v1/outbox/{id:long}/send", SendAgain);

    private static JsonHttpResult<IReadOnlyList<OutboxRowView>> List(OutboxTable table, string? state = null, int limit = OutboxTable.DefaultLimit, int skip = 0) =>
        TypedResults.Json(table.List(state, limit, skip), EdgeJson.Default.IReadOnlyListOutboxRowView);

    private static IResult SendAgain(long id, OutboxTable table, StageSignals signals)
    {
        if (table.SendAgain(id) is not { } row)
        {
            return TypedResults.Json(
                new ApiError($"There is no outbox row {id}. edgectl outbox list shows what there is."),
                EdgeJson.Default.ApiError,
                statusCode: StatusCodes.Status404NotFound);
        }

        signals.OutboxFilled.Raise();
        return TypedResults.Json(row, EdgeJson.Default.OutboxRowView);
    }
}
