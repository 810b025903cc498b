using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Edge.Runtime.Health;

/// <summary>Finds out on which port the page is, which may have been picked by the system.</summary>
internal static class PagePort
{
    /// <summary>The port of the page, once the server runs.</summary>
    public static int Of(IServer server) => server.Features.Get<IServerAddressesFeature>()!.Addresses
        .Where(address => !address.Contains("unix:", StringComparison.Ordinal))
        .Select(address => BindingAddress.Parse(address).Port)
        .First();
}
