using System.Net;
using System.Net.Mime;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Edge.Ctl.Appliance;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Edge.Ctl.Fleet.Authority;

/// <summary>
/// The part of Enrollment over Secure Transport (RFC 7030) that devices need: the authorities, a first certificate by a token as the password of HTTP Basic, and the next one by the
/// certificate that is shown.
/// </summary>
internal static class EnrolmentServer
{
    private const string Root = "/.well-known/est/";
    private const int RequestSizeMaxBytes = 16 * 1024;
    private const int ConnectionsMax = 256;

    /// <summary>Puts the server together.</summary>
    /// <param name="desk">Decides.</param>
    /// <param name="authority">Whose certificates are known.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="identity">Its own certificate with the key.</param>
    /// <param name="say">Told what was done and refused, a line each.</param>
    public static WebApplication Build(EnrolmentDesk desk, DeviceAuthority authority, IPEndPoint address, X509Certificate2 identity, Action<string> say)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestSizeMaxBytes;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Listen(address, listener => listener.UseHttps(https =>
            {
                https.ServerCertificate = identity;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => authority.HasIssued(certificate);
            }));
        });
        WebApplication app = builder.Build();
        app.MapGet(Root + "cacerts", () => Certificates(authority.Certificate));
        app.MapPost(Root + "simpleenroll", context => AnswerAsync(context, say, request => Login(context) is ({ } name, { } token) ? (name, desk.Enrol(name, token, request)) : null));
        app.MapPost(Root + "simplereenroll", context => AnswerAsync(
            context, say, request => context.Connection.ClientCertificate is { } shown ? (shown.GetNameInfo(X509NameType.SimpleName, forIssuer: false), desk.Renew(shown, request)) : null));
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, Action<string> say, Func<byte[], (string Name, X509Certificate2 Issued)?> issue)
    {
        try
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.ASCII);
            byte[] request = Convert.FromBase64String(await reader.ReadToEndAsync(context.RequestAborted));
            if (issue(request) is not ({ } name, { } issued))
            {
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"estrealm\"";
                await Results.Text("Show who you are: a token, or to renew a certificate that was issued here.", MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
                return;
            }

            using (issued)
            {
                say($"{name}: a certificate until {issued.NotAfter.ToUniversalTime():u}");
                await Certificates(issued).ExecuteAsync(context);
            }
        }
        catch (Exception refused) when (refused is ApplianceException or FormatException)
        {
            string reason = refused is ApplianceException ? refused.Message : "The request is not base64.";
            say($"{context.Connection.RemoteIpAddress}: refused. {reason}");
            await Results.Text(reason, MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
        }
    }

    private static (string? Name, string? Token) Login(HttpContext context)
    {
        const string scheme = "Basic ";
        string header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, null);
        }

        string[] parts = Encoding.UTF8.GetString(Convert.FromBase64String(header[scheme.Length..])).Split(':', 2);
        return parts.Length == 2 ? (parts[0], parts[1]) : (null, null);
    }

    /// <summary>As RFC 7030 §4.1.3 and §4.2.3 have it: certificates alone, in a CMS message, in base64.</summary>
    private static CertsOnly Certificates(X509Certificate2 certificate)
    {
        byte[] message = new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!;
        return new CertsOnly(Convert.ToBase64String(message, Base64FormattingOptions.InsertLineBreaks));
    }

    private sealed class CertsOnly(string text) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/pkcs7-mime; smime-type=certs-only";
            httpContext.Response.Headers["Content-Transfer-Encoding"] = "base64";
            return httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
        }
    }
}
