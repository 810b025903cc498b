using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>Endpoints of the page, each for a role and those above it.</summary>
internal static class RoleFilter
{
    /// <summary>Part of a path that is a Study Instance UID.</summary>
    private const string StudyOfPath = "uid";

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
            HttpContext http = context.HttpContext;
            http.RequestServices.GetRequiredService<Overreaches>().Note(
                caller.Name, http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "what is not there", http.GetRouteValue(StudyOfPath) as string);
        }

        return ValueTask.FromResult<object?>(TypedResults.Json(
            new ApiError($"This needs the role {least.ToString().ToLowerInvariant()}. Ask an administrator, or sign in as another user."),
            EdgeJson.Default.ApiError,
            statusCode: StatusCodes.Status403Forbidden));
    });
}
