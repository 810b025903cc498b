using System.Collections.Immutable;
using Edge.Contracts;

namespace Edge.Updater.Broker;

/// <summary>Releases whose turn it is on this device, as central operations last said. The broker keeps what they said; after a start it says it again.</summary>
internal sealed class RolloutTurns
{
    private ImmutableArray<NotifiedRelease> _releases = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<NotifiedRelease> Releases => _releases;

    /// <summary>Whether an update may go on.</summary>
    public bool Has(string model, string version) => _releases.Contains(new NotifiedRelease(model, version));

    /// <summary>Central operations have spoken.</summary>
    public void Set(IEnumerable<NotifiedRelease> releases) => ImmutableInterlocked.InterlockedExchange(ref _releases, [.. releases]);
}
