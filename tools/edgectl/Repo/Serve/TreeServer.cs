using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Edge.Releases;
using Edge.Releases.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Edge.Ctl.Repo.Serve;

/// <summary>Serves what devices may see of a repository over HTTPS, with ranges (RFC 9110 §14) and strong validators, so that a download can go on.</summary>
internal static class TreeServer
{
    /// <summary>Puts the server together.</summary>
    /// <param name="tree">What devices see.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="certificate">Its certificate with the key; null: HTTP in clear.</param>
    public static WebApplication Build(string tree, IPEndPoint address, X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(address, listener =>
            {
                if (certificate is not null)
                {
                    listener.UseHttps(certificate);
                }
            });
        });
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        WebApplication app = builder.Build();
        var source = new DirectorySource(tree);
        app.Run(context => AnswerAsync(source, context));
        return app;
    }

    private static async Task AnswerAsync(DirectorySource source, HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        // As the client wrote it: a name may hold an escaped slash.
        string raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        string[] path = [.. raw.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        SourceFile file;
        try
        {
            file = await source.OpenAsync(path, SourcePosition.Start, context.RequestAborted);
        }
        catch (TrustException refused)
        {
            context.Response.StatusCode = refused.Failure == TrustFailure.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status500InternalServerError;
            return;
        }

        await using (file)
        {
            var content = (FileStream)file.Content;
            DateTimeOffset written = File.GetLastWriteTimeUtc(content.SafeFileHandle);
            var tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{content.Length:x}-{written.Ticks:x}\""));
            await Results.Stream(content, "application/octet-stream", lastModified: written, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(context);
        }
    }
}
