using Edge.Contracts;

namespace Edge.Ctl.Fleet;

/// <summary>A device of the fleet.</summary>
/// <param name="Site">Its site.</param>
/// <param name="Id">Its id.</param>
internal sealed record FleetDevice(string Site, string Id)
{
    /// <summary>Its topics.</summary>
    public DeviceTopics Topics(string kind) => new(new DeviceIdentity(Site, Id, kind));

    /// <inheritdoc/>
    public override string ToString() => $"{Site}/{Id}";
}
