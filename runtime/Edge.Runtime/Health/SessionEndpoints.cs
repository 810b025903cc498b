using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>Signing in to the page and out of it.</summary>
internal static class SessionEndpoints
{
    private const int CrowdedSeconds = 2;

    /// <summary>Maps <c>/page/session</c> (GET says who is signed in, POST signs in, DELETE out) and <c>POST /page/password</c>.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet(AccessGate.SignInPath, Show).WithMetadata(OpenToAll.Mark);
        api.MapPost(AccessGate.SignInPath, SignInAsync);
        api.MapDelete(AccessGate.SignInPath, SignOut).For(UserRole.Viewer);
        api.MapPost("/page/password", ChangeAsync).For(UserRole.Viewer);
    }

    private static JsonHttpResult<SessionView> Show(HttpContext context, Users users, DeviceConfig config)
    {
        // The local socket has no sign-ins.
        PageCaller? caller = context.Features.Get<PageCaller>();
        bool mayKnow = caller is not null;
        return PageAnswer.Of(
            new SessionView(
                users.HasAny,
                caller is { IsSignedIn: true } ? caller.Name : null,
                caller?.Role,
                caller?.SessionKey is { } key ? Sessions.ActionToken(key) : null,
                mayKnow ? config.Device : null,
                mayKnow ? ProductVersion.Current : null),
            PageJson.Default.SessionView);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, PasswordDesk desk, Sessions sessions, ActionLog actions, DeviceConfig config)
    {
        if (await JsonBody.ReadAsync(context.Request, PageJson.Default.SignInRequest) is not { } asked
            || asked.Name.Length > UserNames.NameLengthMax || asked.Password.Length > PasswordHash.MaxPasswordBytes)
        {
            return PageAnswer.Refuse(StatusCodes.Status400BadRequest, "Write a name and a password.");
        }

        string address = AddressOf(context);
        string name = UserNames.OrUnknown(asked.Name);
        PasswordVerdict verdict = await desk.CheckAsync(asked.Name, address, asked.Password, context.RequestAborted);
        if (NotLookedAt(context, verdict) is { } later)
        {
            return later;
        }

        if (verdict.User is not { } user)
        {
            actions.SignedIn(name, address, isDone: false);
            NoteLockOut(verdict, name, address, actions);
            return PageAnswer.Refuse(StatusCodes.Status401Unauthorized, "The name or the password is wrong.");
        }

        if (context.Features.Get<PageCaller>() is { SessionKey: { } before })
        {
            sessions.End(before);
        }

        actions.SignedIn(name, address, isDone: true);
        return Begun(context, user, sessions, config);
    }

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    // The answer where the password was not looked at; null where it was.
    private static JsonHttpResult<ApiError>? NotLookedAt(HttpContext context, PasswordVerdict verdict)
    {
        if (verdict.IsCrowded)
        {
            context.Response.Headers.RetryAfter = CrowdedSeconds.ToString(CultureInfo.InvariantCulture);
            return PageAnswer.Refuse(StatusCodes.Status429TooManyRequests, "Too many sign in at once. Try again in a few seconds.");
        }

        if (verdict.Wait == TimeSpan.Zero)
        {
            return null;
        }

        context.Response.Headers.RetryAfter = ((int)verdict.Wait.TotalSeconds + 1).ToString(CultureInfo.InvariantCulture);
        return PageAnswer.Refuse(
            StatusCodes.Status429TooManyRequests,
            string.Create(CultureInfo.InvariantCulture, $"There were too many wrong passwords. Try again in {Math.Ceiling(verdict.Wait.TotalMinutes)} min."));
    }

    private static void NoteLockOut(PasswordVerdict verdict, string name, string address, ActionLog actions)
    {
        if (verdict.LocksOut)
        {
            actions.LockedOut(name, address);
        }
    }

    private static IResult Begun(HttpContext context, UserAccount user, Sessions sessions, DeviceConfig config)
    {
        string token = sessions.Begin(user);
        if (sessions.Find(token, isUse: true) is not { } begun)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, "This user was removed or got another password just now. Ask who did it, and sign in again.");
        }

        SessionCookie.Write(context.Response, token);
        return PageAnswer.Of(
            new SessionView(true, begun.Name, begun.Role, Sessions.ActionToken(begun.SessionKey!), config.Device, ProductVersion.Current), PageJson.Default.SessionView);
    }

    private static JsonHttpResult<ActionDone> SignOut(HttpContext context, Sessions sessions, ActionLog actions)
    {
        PageCaller caller = PageAnswer.Caller(context);
        sessions.End(caller.SessionKey!);
        SessionCookie.Remove(context.Response);
        actions.SignedOut(caller.Name);
        return PageAnswer.Done("You are signed out.");
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, PasswordDesk desk, Sessions sessions, ActionLog actions, DeviceConfig config)
    {
        PageCaller caller = PageAnswer.Caller(context);
        string address = AddressOf(context);
        if (await JsonBody.ReadAsync(context.Request, PageJson.Default.PasswordChange) is not { } asked || asked.Old.Length > PasswordHash.MaxPasswordBytes)
        {
            return PageAnswer.Refuse(StatusCodes.Status400BadRequest, "Write the password so far and a new one.");
        }

        if (UserNames.TroubleOfPassword(caller.Name, asked.New) is { } trouble)
        {
            return PageAnswer.Refuse(StatusCodes.Status400BadRequest, trouble);
        }

        PasswordVerdict verdict = await desk.ChangeAsync(caller.Name, address, asked.Old, asked.New, context.RequestAborted);
        if (NotLookedAt(context, verdict) is { } later)
        {
            return later;
        }

        if (!verdict.IsRight)
        {
            actions.NotChangedPassword(caller.Name, address);
            NoteLockOut(verdict, caller.Name, address, actions);
            return PageAnswer.Refuse(StatusCodes.Status403Forbidden, "The password so far is another one.");
        }

        if (verdict.User is not { } user)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, "This user was removed or got another password just now; nothing was changed. Ask who did it, and sign in again.");
        }

        actions.ChangedUser(AuditActor.User(caller.Name), "Changed the own password of the page.");
        sessions.End(caller.SessionKey!);
        return Begun(context, user, sessions, config);
    }
}
