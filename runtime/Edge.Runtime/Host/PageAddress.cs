using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Edge.Contracts;
using Edge.Runtime.FrontDoor;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Edge.Runtime.Host;

/// <summary>The address that browsers ask for the page.</summary>
internal static class PageAddress
{
    /// <summary>Listens there, over TLS where there is a certificate. While none can be used, which is a fault, TLS handshakes fail.</summary>
    public static void Listen(KestrelServerOptions kestrel, WebConfig web) => kestrel.Listen(IPAddress.Parse(web.Address), web.Port, endpoint =>
    {
        if (web.Tls is { } tls)
        {
            ListenerCertificates all = kestrel.ApplicationServices.GetRequiredService<ListenerCertificates>();
            all.Refresh();
            ListenerTls certificates = all.Find(tls);

            // Over HTTP/1.1 a browser keeps six connections, and each window that watches takes one.
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Options(certificates)) });
        }
    });

    private static SslServerAuthenticationOptions Options(ListenerTls certificates) =>
        certificates.Server?.Options(refuse: null) ?? throw new AuthenticationException(certificates.Problem);
}
