using System.Collections.Concurrent;
using Edge.Contracts;

namespace Edge.Runtime.Faults;

/// <summary>What is wrong now. Slices raise and clear; the page, MQTT and <c>/healthz</c> read.</summary>
internal sealed class FaultBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, FaultView> _raised = new(StringComparer.Ordinal);

    private long _changes;

    /// <summary>Rises with every change of what <see cref="Current"/> says.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Raises a fault, or refreshes what was seen while it stays raised since it began.</summary>
    /// <param name="fault">Which fault.</param>
    /// <param name="detail">What was seen; no patient data.</param>
    public void Raise(Fault fault, string detail)
    {
        _raised.AddOrUpdate(
            fault.Code,
            _ => new FaultView(fault.Code, fault.Title, fault.Severity, detail, fault.Action, time.GetUtcNow()),
            (_, before) => before with { Detail = detail });
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Clears a fault; nothing happens where it is not raised.</summary>
    public void Clear(Fault fault)
    {
        if (_raised.TryRemove(fault.Code, out _))
        {
            Interlocked.Increment(ref _changes);
        }
    }

    /// <summary>Every fault raised now, the oldest first.</summary>
    public IReadOnlyList<FaultView> Current => [.. _raised.Values.OrderBy(fault => fault.Since)];
}
