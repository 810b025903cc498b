using System.Net;
using Edge.Contracts;

namespace Edge.Runtime.Access;

/// <summary>Names that the page answers under. A page of somebody else, whose name was made to lead here (DNS rebinding), has another one.</summary>
internal sealed class OwnNames(DeviceConfig config)
{
    private readonly HashSet<string> _names = new(
        ["localhost", Environment.MachineName, Environment.MachineName + ".local", .. config.Web.Names ?? []], StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a name of this appliance, and for every address: no one can make an address lead elsewhere.</summary>
    public bool Has(string host) => _names.Contains(host) || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
