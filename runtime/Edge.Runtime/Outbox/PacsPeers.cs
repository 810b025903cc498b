using Edge.Contracts;

namespace Edge.Runtime.Outbox;

/// <summary>Every archive of the configuration.</summary>
internal sealed class PacsPeers(DeviceConfig config, PacsTable table, TimeProvider time)
{
    /// <summary>The archives, in the order of the configuration.</summary>
    public IReadOnlyList<PacsPeer> All { get; } = [.. config.Pacs.Select(pacs => new PacsPeer(pacs, table, time))];

    /// <summary>The archive of a destination; null for one that is none.</summary>
    public PacsPeer? Find(string destination) => All.FirstOrDefault(peer => peer.Destination == destination);
}
