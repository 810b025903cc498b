using System.Net;
using Edge.Contracts;
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

    /// <summary>Listens there.</summary>
    /// <exception cref="IOException">The certificate cannot be read; the message says why.</exception>
    public static void Listen(KestrelServerOptions kestrel, StowListenerConfig listener)
    {
        WebCertificate? certificate = listener.Tls is { } tls ? new WebCertificate(tls) : null;
        certificate?.Load();
        kestrel.Listen(IPAddress.Parse(listener.Address), listener.Port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Current()) });
            }

            endpoint.Use(next => connection =>
            {
                connection.Features.Set(Mark);
                return next(connection);
            });
        });
    }

    /// <summary>The port, once the server runs; null where there is no such address.</summary>
    public static int? PortOf(IServer server, DeviceConfig config) => config.Web.Stow?.Listener is null
        ? null
        : server.Features.Get<IServerAddressesFeature>()!.Addresses
            .Where(address => !address.Contains("unix:", StringComparison.Ordinal))
            .Select(address => BindingAddress.Parse(address).Port)
            .ElementAt(1);
}
