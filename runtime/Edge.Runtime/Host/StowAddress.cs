using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Edge.Contracts;
using Edge.Runtime.FrontDoor;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Edge.Runtime.Host;

/// <summary>Marks a request that came to the address of its own that senders of objects over HTTP have.</summary>
internal sealed class StowAddress
{
    private static readonly StowAddress Mark = new();

    private StowAddress()
    {
    }

    /// <summary>Listens there. While no certificate can be used, which is a fault, TLS handshakes fail.</summary>
    public static void Listen(KestrelServerOptions kestrel, StowListenerConfig listener)
    {
        kestrel.Listen(IPAddress.Parse(listener.Address), listener.Port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            if (listener.Tls is { } tls)
            {
                ListenerCertificates all = kestrel.ApplicationServices.GetRequiredService<ListenerCertificates>();
                all.Refresh();
                ListenerTls certificates = all.Find(tls);
                endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Options(certificates)) });
            }

            endpoint.Use(next => connection =>
            {
                connection.Features.Set(Mark);
                return next(connection);
            });
        });
    }

    private static SslServerAuthenticationOptions Options(ListenerTls certificates) =>
        certificates.Server?.Options(refuse: null) ?? throw new AuthenticationException(certificates.Problem);

    /// <summary>The port, once the server runs; null where there is no such address.</summary>
    public static int? PortOf(IServer server, DeviceConfig config) => config.Web.Stow?.Listener is null
        ? null
        : server.Features.Get<IServerAddressesFeature>()!.Addresses
            .Where(address => !address.Contains("unix:", StringComparison.Ordinal))
            .Select(address => BindingAddress.Parse(address).Port)
            .ElementAt(1);
}
