using System.Reflection;
using System.Security.Cryptography;

namespace Edge.Runtime.Health;

/// <summary>The page's own files, built into the program: it needs no internet and shows nothing that was not shipped.</summary>
internal static class PageFiles
{
    private const string ResourcePrefix = "Edge.Runtime.Health.Page.";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Route, string Resource, string ContentType)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    /// <summary>Maps <c>/</c> and what it needs.</summary>
    public static void MapReading(IEndpointRouteBuilder api)
    {
        foreach ((string route, string resource, string contentType) in Files)
        {
            byte[] content = Load(resource);
            string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"";
            api.MapMethods(route, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => SendAsync(context, content, contentType, tag));
        }
    }

    /// <summary>Adds to every answer what keeps a browser from doing anything but showing it.</summary>
    public static void UseSecureHeaders(WebApplication app) => app.Use(static (context, next) =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    });

    private static async Task SendAsync(HttpContext context, byte[] content, string contentType, string tag)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static byte[] Load(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourcePrefix + resource)
            ?? throw new InvalidOperationException($"{resource} is not built in.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
