using Edge.Contracts;
using Edge.Runtime.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Access;

/// <summary>Users of the page, for the local socket only: who may run edgectl as the service's user or root is above them.</summary>
internal static class UserEndpoints
{
    /// <summary>Maps <c>GET /v1/users</c>, <c>POST</c> (adds) and <c>DELETE /v1/users/{name}</c>, and <c>POST /v1/users/{name}/password</c>.</summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/users", static (Users users) => TypedResults.Json(users.List(), EdgeJson.Default.IReadOnlyListUserView));
        api.MapPost("/v1/users/{name}", AddAsync);
        api.MapPost("/v1/users/{name}/password", SetPasswordAsync);
        api.MapDelete("/v1/users/{name}", Remove);
    }

    private static async Task<IResult> AddAsync(string name, HttpContext context, Users users, SignInLock locks, ActionLog actions)
    {
        if (await JsonBody.ReadAsync(context.Request, EdgeJson.Default.UserRequest) is not { Role: { } role } asked)
        {
            return Refuse(StatusCodes.Status400BadRequest, "The role is missing. Use edgectl of the same version.");
        }

        return users.Find(name) is not null
            ? Refuse(StatusCodes.Status409Conflict, $"There is a user {name} already. edgectl user password {name} sets the password; edgectl user remove {name} makes room for another role.")
            : Put(context, name, role, asked.Password, users, locks, actions);
    }

    private static async Task<IResult> SetPasswordAsync(string name, HttpContext context, Users users, SignInLock locks, ActionLog actions)
    {
        if (await JsonBody.ReadAsync(context.Request, EdgeJson.Default.UserRequest) is not { } asked)
        {
            return Refuse(StatusCodes.Status400BadRequest, "This is no request for a password. Use edgectl of the same version.");
        }

        return users.Find(name) is { } user ? Put(context, name, user.Role, asked.Password, users, locks, actions) : Unknown(name);
    }

    private static JsonHttpResult<ApiError> Unknown(string name) =>
        Refuse(StatusCodes.Status404NotFound, $"There is no user {name}. edgectl user list shows who there is.");

    private static IResult Put(HttpContext context, string name, UserRole role, string? given, Users users, SignInLock locks, ActionLog actions)
    {
        string password = given ?? RandomText.Password();
        if ((UserNames.TroubleOfName(name) ?? UserNames.TroubleOfPassword(name, password)) is { } trouble)
        {
            return Refuse(StatusCodes.Status400BadRequest, trouble);
        }

        if (users.Put(name, role, password) is not { } user)
        {
            return Refuse(StatusCodes.Status409Conflict, $"There are {Users.UsersMax} users, and no more are kept. Remove one: edgectl user remove NAME.");
        }

        locks.Forgive(name);
        actions.ChangedUser(AuditActor.Of(context.User), $"User {name} of the page is {user.Role.ToString().ToLowerInvariant()}, with a new password.");
        return TypedResults.Json(new UserMade(user.ToView(), given is null ? password : null), EdgeJson.Default.UserMade);
    }

    private static IResult Remove(string name, HttpContext context, Users users, ActionLog actions)
    {
        if (!users.Remove(name))
        {
            return Unknown(name);
        }

        actions.ChangedUser(AuditActor.Of(context.User), $"User {name} of the page was removed.");
        return TypedResults.Json(users.List(), EdgeJson.Default.IReadOnlyListUserView);
    }

    private static JsonHttpResult<ApiError> Refuse(int status, string why) =>
        TypedResults.Json(new ApiError(why), EdgeJson.Default.ApiError, statusCode: status);
}
