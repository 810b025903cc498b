using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Edge.Runtime;

/// <summary>The TCP port that the page is served on, which the system may have chosen.</summary>
internal static class PagePort
{
    /// <summary>The port, once the server runs; the unix socket beside it is none.</summary>
    public static int Of(IServer server) => server.Features.Get<IServerAddressesFeature>()!.Addresses
        .Where(address => !address.Contains("unix:", StringComparison.Ordinal))
        .Select(address => BindingAddress.Parse(address).Port)
        .First();
}
