using System.Globalization;
using System.Security.Principal;
using System.Text;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Edge.Runtime.Releases;
using Edge.Runtime.Stow;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Edge.Runtime.Host;

/// <summary>
/// One web server on up to three addresses: the page's, where <see cref="AccessGate"/> says who may ask what; the unix socket, over which edgectl acts; and one of its own
/// for senders of objects over HTTP, which serves nothing else. On the page's address they are served too.
/// </summary>
internal static class WebFrontage
{
    // sun_path of unix(7) with its final zero.
    private const int MaxSocketPathBytes = 107;
    private const long MaxRequestBytes = 1024 * 1024;
    private const int MaxConnections = 1024;

    /// <summary>Sets up the server. Call it with the data directory locked: a socket that lies there is left over and is removed.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="web">Addresses.</param>
    /// <param name="data">Where the socket lies.</param>
    /// <param name="updater">User of the update agent, which may ask about models and pass commands on; null where it has none of its own.</param>
    /// <exception cref="IOException">The socket's path cannot be used; the message says what to do.</exception>
    public static void Configure(WebApplicationBuilder builder, WebConfig web, DataDirectory data, uint? updater = null)
    {
        int length = Encoding.UTF8.GetByteCount(data.Socket);
        if (length > MaxSocketPathBytes)
        {
            throw new IOException(
                $"The path {data.Socket} has {length} bytes, and a unix socket's may have {MaxSocketPathBytes}. Use a shorter --data directory, or a symbolic link to it.");
        }

        File.Delete(data.Socket);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            PageAddress.Listen(kestrel, web);
            if (web.Stow?.Listener is { } listener)
            {
                StowAddress.Listen(kestrel, listener);
            }

            kestrel.ListenUnixSocket(data.Socket, socket => socket.Use(next => connection => LocalCaller.CheckAsync(connection, next, updater)));
        });
        builder.Services.AddRouting();
    }

    /// <summary>
    /// Answers what a failing disk stops, and refuses what an address may not be asked: on the page's what <see cref="AccessGate"/> does not admit, and anything but storing on the senders' own. Storing asks for a
    /// token, which a browser that was led astray does not have.
    /// </summary>
    public static void Guard(WebApplication app)
    {
        app.Use(TroubleAnswer.HandleAsync);
        AccessGate gate = app.Services.GetRequiredService<AccessGate>();
        app.Use((context, next) => Refusal(context, gate) is { } refusal ? AnswerAsync(context, refusal.Status, refusal.Why) : next(context));
    }

    private static (int Status, string? Why)? Refusal(HttpContext context, AccessGate gate)
    {
        bool isStore = context.Request.Path.StartsWithSegments(StowEndpoints.Root, StringComparison.Ordinal);
        if (context.Features.Get<StowAddress>() is not null && !isStore)
        {
            return (StatusCodes.Status404NotFound, null);
        }

        if (isStore)
        {
            return null;
        }

        LocalCaller? caller = context.Features.Get<LocalCaller>();
        if (caller is { IsUpdater: true }
            && !context.Request.Path.StartsWithSegments(ModelEndpoints.Root, StringComparison.Ordinal)
            && !context.Request.Path.StartsWithSegments(CommandEndpoints.Root, StringComparison.Ordinal))
        {
            return (StatusCodes.Status403Forbidden, null);
        }

        return caller is null ? gate.Admit(context) : null;
    }

    private static Task AnswerAsync(HttpContext context, int status, string? why)
    {
        context.Response.StatusCode = status;
        return why is null ? Task.CompletedTask : context.Response.WriteAsJsonAsync(new ApiError(why), EdgeJson.Default.ApiError);
    }

    /// <summary>Lets the group of the data directory connect to the socket, once it is there: the update agent is of it. Who may ask what is for the socket to say.</summary>
    public static void AdmitGroup(DataDirectory data) => File.SetUnixFileMode(
        data.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);

    /// <summary>Endpoints that are only there for the unix socket; on the page's address they do not exist.</summary>
    public static RouteGroupBuilder MapLocal(WebApplication app)
    {
        RouteGroupBuilder local = app.MapGroup("");
        local.AddEndpointFilter(static (context, next) =>
        {
            if (context.HttpContext.Features.Get<LocalCaller>() is not { } caller)
            {
                return ValueTask.FromResult<object?>(TypedResults.NotFound());
            }

            // Whoever acts is named in the logs.
            context.HttpContext.User = new GenericPrincipal(new GenericIdentity(caller.UserId.ToString(CultureInfo.InvariantCulture), AuditActor.LocalUser), null);
            return next(context);
        });
        return local;
    }
}
