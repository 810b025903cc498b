using Edge.Contracts;
using Edge.Updater.Machine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Updater.Host;

/// <summary>What edgectl asks of the agent, over its unix socket, and the runtime for users of its page.</summary>
internal static class UpdateEndpoints
{
    private const string RollBack = "/roll-back";
    private const int NameLengthMax = 32;

    /// <summary>The runtime's user has releases taken back or called off, and nothing else: it faces the network.</summary>
    public static Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<SocketCaller>() is { IsRuntime: true }
            && !(HttpMethods.IsPost(context.Request.Method) && context.Request.Path.Value!.EndsWith(RollBack, StringComparison.Ordinal)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }

    /// <summary>Maps <c>/v1/updates</c>.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/updates", static (UpdateAgent agent) => Status(agent));
        api.MapPost("/v1/updates/check", static async (UpdateAgent agent, string? from, CancellationToken cancellation) =>
            Answer(await agent.CheckAsync(from, cancellation), agent));
        api.MapPost("/v1/updates/{model}/approve", static (UpdateAgent agent, string model) => Answer(agent.Approve(model), agent));
        api.MapPost("/v1/updates/{model}" + RollBack, static async (UpdateAgent agent, string model, HttpContext context, CancellationToken cancellation) =>
            Answer(await agent.RollBackAsync(model, WhoOf(context), cancellation), agent));
    }

    private static string WhoOf(HttpContext context) => context.Request.Headers[UpdaterDirectory.PageUserHeader].ToString() is { Length: > 0 and <= NameLengthMax } user
        && user.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? $"User {user} of the page"
            : $"User {context.Features.Get<SocketCaller>()?.UserId}";

    private static Results<JsonHttpResult<UpdaterStatus>, JsonHttpResult<ApiError>> Answer(string? problem, UpdateAgent agent) =>
        problem is null ? Status(agent) : TypedResults.Json(new ApiError(problem), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status409Conflict);

    private static JsonHttpResult<UpdaterStatus> Status(UpdateAgent agent) => TypedResults.Json(agent.Status(), EdgeJson.Default.UpdaterStatus);
}
