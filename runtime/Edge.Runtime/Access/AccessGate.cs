using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Edge.Runtime.Access;

/// <summary>
/// Who may ask what on the page's address. Without users: whoever is at this machine, reading. With users: who is signed in; acting needs besides the cookie a token that
/// only the page knows, and a request that the page itself made, so that no other site can act in a user's name.
/// </summary>
internal sealed class AccessGate(Users users, Sessions sessions, OwnNames names)
{
    /// <summary>Below it everything acts, or shows what only the page shows.</summary>
    public const string ActingRoot = "/page";

    /// <summary>Where one signs in: the only action without a sign-in.</summary>
    public const string SignInPath = "/page/session";

    /// <summary>Header with the token of the page's actions.</summary>
    public const string ActionHeader = "X-Edge-Action";

    /// <summary>Header of requests that the page makes by itself: they do not keep a sign-in from ending.</summary>
    public const string QuietHeader = "X-Edge-Quiet";

    private static readonly (int Status, string Why) SignInFirst = (StatusCodes.Status401Unauthorized, "Sign in first.");
    private static readonly (int Status, string Why) NotFromThePage = (StatusCodes.Status403Forbidden, "This did not come from the page. Load it again and try once more.");

    private const string MakeAUser =
        "This page asks for no password yet and is only for this machine. On the appliance: edgectl user add NAME --role administrator. Then sign in here.";

    /// <summary>Admits a request, and says whose it is with a feature; or says why not.</summary>
    /// <returns>Null when it was admitted.</returns>
    public (int Status, string Why)? Admit(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!names.Has(request.Host.Host))
        {
            return (StatusCodes.Status421MisdirectedRequest, "This appliance has another name. Ask it by its address, or add the name to web.names.");
        }

        bool isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isReading && !request.Path.StartsWithSegments(ActingRoot, StringComparison.Ordinal))
        {
            return (StatusCodes.Status405MethodNotAllowed, "This only reads.");
        }

        if (!users.HasAny)
        {
            return AdmitAnyone(context, isReading);
        }

        if (sessions.Find(SessionCookie.Read(request), isUse: !request.Headers.ContainsKey(QuietHeader) && request.Path != "/events") is { } caller)
        {
            context.Features.Set(caller);
            if (isReading || IsOfThePage(request, caller))
            {
                return null;
            }
        }
        else if (isReading)
        {
            return context.GetEndpoint() is { } endpoint && !IsOpen(endpoint, context) ? SignInFirst : null;
        }
        else if (request.Path != SignInPath)
        {
            return SignInFirst;
        }

        // Who signs in, also anew, has no token of the page yet.
        return request.Path == SignInPath && HttpMethods.IsPost(request.Method) && IsSameSite(request) ? null : NotFromThePage;
    }

    private static (int Status, string Why)? AdmitAnyone(HttpContext context, bool isReading)
    {
        if (!IsFromThisMachine(context))
        {
            return (StatusCodes.Status403Forbidden, MakeAUser);
        }

        if (!isReading)
        {
            return (StatusCodes.Status403Forbidden, MakeAUser);
        }

        context.Features.Set(PageCaller.Anyone);
        return null;
    }

    private static bool IsOpen(Endpoint endpoint, HttpContext context) =>
        endpoint.Metadata.GetMetadata<OpenToAll>() is not null || (endpoint.Metadata.GetMetadata<OpenToThisMachine>() is not null && IsFromThisMachine(context));

    private static bool IsFromThisMachine(HttpContext context) => context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);

    private static bool IsOfThePage(HttpRequest request, PageCaller caller) =>
        IsSameSite(request)
        && request.Headers[ActionHeader].ToString() is { Length: > 0 } said
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.ASCII.GetBytes(Sessions.ActionToken(caller.SessionKey!)));

    // Browsers say where a request that acts comes from, in either header or both.
    private static bool IsSameSite(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        return (origin.Length == 0 || origin == $"{request.Scheme}://{request.Host}") && site is "" or "same-origin";
    }
}
