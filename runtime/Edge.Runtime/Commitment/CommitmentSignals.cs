using System.Collections.Concurrent;
using Edge.Runtime.Store;

namespace Edge.Runtime.Commitment;

/// <summary>Wakes the workers of this slice, each by a signal of its own. Raise after the commit, never before.</summary>
internal sealed class CommitmentSignals
{
    private readonly ConcurrentDictionary<string, StageSignal> _asking = new(StringComparer.Ordinal);

    /// <summary>A commitment was decided, or a report is owed: the reporter looks.</summary>
    public StageSignal Decided { get; } = new();

    /// <summary>A commitment was requested of the archive of this name: who asks it looks.</summary>
    public StageSignal Asking(string pacs) => _asking.GetOrAdd(pacs, static _ => new StageSignal());
}
