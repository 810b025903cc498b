using Edge.Contracts;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Outbox;

/// <summary>Every archive of the configuration. One that a change leaves as it was stays the same peer.</summary>
internal sealed class PacsPeers(RunningConfig config, PacsTable table, TimeProvider time)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<PacsPeer> _all = [];
    private DeviceConfig? _of;

    /// <summary>The archives, in the order of the configuration.</summary>
    public IReadOnlyList<PacsPeer> All
    {
        get
        {
            lock (_gate)
            {
                DeviceConfig current = config.Current;
                if (!ReferenceEquals(_of, current))
                {
                    _all = [.. current.Pacs.Select(pacs => _all.FirstOrDefault(peer => ArchiveWork.IsSame(peer.Config, pacs)) ?? new PacsPeer(pacs, table, time))];
                    _of = current;
                }

                return _all;
            }
        }
    }

    /// <summary>The archive of a destination; null for one that is none.</summary>
    public PacsPeer? Find(string destination) => All.FirstOrDefault(peer => peer.Destination == destination);
}
