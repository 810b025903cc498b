using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>Signing in to the page and out of it.</summary>
internal static class SessionEndpoints
{
    // Checking a password takes a core for a tenth of a second, on purpose: guesses must not take more than one.
    private static readonly SemaphoreSlim Checking = new(1);

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

    private static async Task<IResult> SignInAsync(HttpContext context, Users users, Sessions sessions, SignInLock locks, ActionLog actions, DeviceConfig config)
    {
        if (await JsonBody.ReadAsync(context.Request, PageJson.Default.SignInRequest) is not { } asked
            || asked.Name.Length > UserNames.NameLengthMax || asked.Password.Length > PasswordHash.MaxPasswordBytes)
        {
            return PageAnswer.Refuse(StatusCodes.Status400BadRequest, "Write a name and a password.");
        }

        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        string name = UserNames.TroubleOfName(asked.Name) is null ? asked.Name : "unknown";
        if (locks.WaitOf(name, address) is { Ticks: > 0 } wait)
        {
            context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds + 1).ToString(CultureInfo.InvariantCulture);
            return PageAnswer.Refuse(
                StatusCodes.Status429TooManyRequests,
                string.Create(CultureInfo.InvariantCulture, $"There were too many wrong passwords. Try again in {Math.Ceiling(wait.TotalMinutes)} min."));
        }

        UserAccount? user;
        await Checking.WaitAsync(context.RequestAborted);
        try
        {
            user = users.Check(asked.Name, asked.Password);
        }
        finally
        {
            Checking.Release();
        }

        if (user is null)
        {
            actions.SignedIn(name, address, isDone: false);
            if (locks.Wrong(name, address))
            {
                actions.LockedOut(name, address);
            }

            return PageAnswer.Refuse(StatusCodes.Status401Unauthorized, "The name or the password is wrong.");
        }

        locks.Right(name, address);
        if (context.Features.Get<PageCaller>() is { SessionKey: { } before })
        {
            sessions.End(before);
        }

        actions.SignedIn(name, address, isDone: true);
        return Begun(context, user, sessions, config);
    }

    private static JsonHttpResult<SessionView> Begun(HttpContext context, UserAccount user, Sessions sessions, DeviceConfig config)
    {
        string token = sessions.Begin(user.Name);
        SessionCookie.Write(context.Response, token);
        PageCaller begun = sessions.Find(token, isUse: true)!;
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

    private static async Task<IResult> ChangeAsync(HttpContext context, Users users, Sessions sessions, SignInLock locks, ActionLog actions, DeviceConfig config)
    {
        PageCaller caller = PageAnswer.Caller(context);
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (await JsonBody.ReadAsync(context.Request, PageJson.Default.PasswordChange) is not { } asked || locks.WaitOf(caller.Name, address) > TimeSpan.Zero)
        {
            return PageAnswer.Refuse(StatusCodes.Status400BadRequest, "Write the password so far and a new one; after many wrong ones wait a while.");
        }

        if (users.Check(caller.Name, asked.Old) is not { } user)
        {
            locks.Wrong(caller.Name, address);
            return PageAnswer.Refuse(StatusCodes.Status403Forbidden, "The password so far is another one.");
        }

        if (UserNames.TroubleOfPassword(user.Name, asked.New) is { } trouble)
        {
            return PageAnswer.Refuse(StatusCodes.Status400BadRequest, trouble);
        }

        users.Put(user.Name, user.Role, asked.New);
        sessions.End(caller.SessionKey!);
        actions.ChangedUser(AuditActor.User(caller.Name), "Changed the own password of the page.");
        return Begun(context, user, sessions, config);
    }
}
