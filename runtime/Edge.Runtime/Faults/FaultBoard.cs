using System.Collections.Concurrent;
using Edge.Contracts;

namespace Edge.Runtime.Faults;

/// <summary>What is wrong now. Slices raise and clear; the page, MQTT and <c>/healthz</c> read.</summary>
internal sealed partial class FaultBoard(TimeProvider time, ILogger<FaultBoard> log)
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
        var raised = new FaultView(fault.Code, fault.Title, fault.Severity, detail, fault.Action, time.GetUtcNow());
        FaultView now = _raised.AddOrUpdate(fault.Code, raised, (_, before) => before with { Detail = detail });
        Interlocked.Increment(ref _changes);
        if (ReferenceEquals(now, raised))
        {
            LogRaised(fault.Code, fault.Title, detail, fault.Action);
        }
    }

    /// <summary>Clears a fault; nothing happens where it is not raised.</summary>
    public void Clear(Fault fault)
    {
        if (_raised.TryRemove(fault.Code, out _))
        {
            Interlocked.Increment(ref _changes);
            LogCleared(fault.Code);
        }
    }

    /// <summary>True while a fault is raised.</summary>
    public bool IsRaised(Fault fault) => _raised.ContainsKey(fault.Code);

    /// <summary>Every fault raised now, the oldest first.</summary>
    public IReadOnlyList<FaultView> Current => [.. _raised.Values.OrderBy(fault => fault.Since)];

    [LoggerMessage(8101, LogLevel.Warning, "Fault {Code} was raised: {Title}: {Detail} {Action}")]
    private partial void LogRaised(string code, string title, string detail, string action);

    [LoggerMessage(8102, LogLevel.Information, "Fault {Code} was cleared")]
    private partial void LogCleared(string code);
}
