using Edge.Contracts;
using Edge.Updater.Machine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Updater.Host;

/// <summary>What edgectl asks of the agent, over its unix socket.</summary>
internal static class UpdateEndpoints
{
    /// <summary>Maps <c>/v1/updates</c>.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/updates", static (UpdateAgent agent) => Status(agent));
        api.MapPost("/v1/updates/check", static async (UpdateAgent agent, string? from, CancellationToken cancellation) =>
            Answer(await agent.CheckAsync(from, cancellation), agent));
        api.MapPost("/v1/updates/{model}/approve", static (UpdateAgent agent, string model) => Answer(agent.Approve(model), agent));
        api.MapPost("/v1/updates/{model}/roll-back", static async (UpdateAgent agent, string model, HttpContext context, CancellationToken cancellation) =>
            Answer(await agent.RollBackAsync(model, $"User {context.Features.Get<SocketCaller>()?.UserId}", cancellation), agent));
    }

    private static Results<JsonHttpResult<UpdaterStatus>, JsonHttpResult<ApiError>> Answer(string? problem, UpdateAgent agent) =>
        problem is null ? Status(agent) : TypedResults.Json(new ApiError(problem), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status409Conflict);

    private static JsonHttpResult<UpdaterStatus> Status(UpdateAgent agent) => TypedResults.Json(agent.Status(), EdgeJson.Default.UpdaterStatus);
}
