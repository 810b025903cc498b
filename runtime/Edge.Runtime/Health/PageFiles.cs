using System.Reflection;
using System.Security.Cryptography;
using Edge.Runtime.Access;

namespace Edge.Runtime.Health;

/// <summary>The page's own files, built into the program: it needs no internet and shows nothing that was not shipped.</summary>
internal static class PageFiles
{
    private const string ResourcePrefix = "Edge.Runtime.Health.Page.";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>Maps <c>/</c> and what it needs.</summary>
    public static void MapReading(IEndpointRouteBuilder api)
    {
        foreach (string resource in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            string name = resource[ResourcePrefix.Length..];
            string contentType = ContentTypes[Path.GetExtension(name)];
            byte[] content = Load(resource);
            string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"";
            api.MapMethods(name == "index.html" ? "/" : "/" + name, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => SendAsync(context, content, contentType, tag))
                .WithMetadata(OpenToAll.Mark);
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
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), usb=(), payment=()";
        headers.XFrameOptions = "DENY";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        // What is said of the appliance is for who asked, now.
        headers.CacheControl = "no-store";
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
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not built in.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
