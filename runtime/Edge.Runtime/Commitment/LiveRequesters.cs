using System.Collections.Concurrent;
using Edge.Dicom.Network;

namespace Edge.Runtime.Commitment;

/// <summary>The associations that requests came on, while they live: the shortest way to report. Holds no more than reports are owed.</summary>
internal sealed class LiveRequesters
{
    private readonly ConcurrentDictionary<long, ReportChannel> _channels = new();

    /// <summary>A request came on this association.</summary>
    public void Add(long commitmentId, ReportChannel channel)
    {
        _channels[commitmentId] = channel;
        foreach ((long ended, ReportChannel gone) in _channels)
        {
            if (!gone.IsOpen)
            {
                _channels.TryRemove(ended, out _);
            }
        }
    }

    /// <summary>The way back for a report, once; null when there is none any more.</summary>
    public ReportChannel? Take(long commitmentId) => _channels.TryRemove(commitmentId, out ReportChannel? channel) && channel.IsOpen ? channel : null;
}
