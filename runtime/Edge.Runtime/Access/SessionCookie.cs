namespace Edge.Runtime.Access;

/// <summary>The cookie that says who is signed in: not for scripts, not sent with what another site asks for, over TLS alone where there is TLS.</summary>
internal static class SessionCookie
{
    private const string Secure = "__Host-edge";
    private const string Plain = "edge";

    /// <summary>The token that the browser sent; null: none.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[request.IsHttps ? Secure : Plain];

    /// <summary>Has the browser send the token from now on.</summary>
    public static void Write(HttpResponse response, string token) =>
        response.Cookies.Append(response.HttpContext.Request.IsHttps ? Secure : Plain, token, Options(response.HttpContext.Request));

    /// <summary>Has the browser forget it.</summary>
    public static void Remove(HttpResponse response) =>
        response.Cookies.Delete(response.HttpContext.Request.IsHttps ? Secure : Plain, Options(response.HttpContext.Request));

    private static CookieOptions Options(HttpRequest request) => new()
    {
        HttpOnly = true,
        Secure = request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        MaxAge = SessionLimits.ViewerLongest,
        IsEssential = true,
    };
}
