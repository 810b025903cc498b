using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>Endpoints of the page, each for a role and those above it.</summary>
internal static class RoleFilter
{
    /// <summary>Admits only callers of the page who have this role; the local socket has none of these endpoints.</summary>
    public static RouteHandlerBuilder For(this RouteHandlerBuilder endpoint, UserRole least) => endpoint.AddEndpointFilter((context, next) =>
    {
        if (context.HttpContext.Features.Get<PageCaller>() is not { } caller)
        {
            return ValueTask.FromResult<object?>(TypedResults.NotFound());
        }

        if (caller.Role >= least)
        {
            return next(context);
        }

        if (caller.IsSignedIn)
        {
            context.HttpContext.RequestServices.GetRequiredService<ActionLog>().Overreached(caller.Name, context.HttpContext.Request.Path);
        }

        return ValueTask.FromResult<object?>(TypedResults.Json(
            new ApiError($"This needs the role {least.ToString().ToLowerInvariant()}. Ask an administrator, or sign in as another user."),
            EdgeJson.Default.ApiError,
            statusCode: StatusCodes.Status403Forbidden));
    });
}
