using System.Collections.Concurrent;
using Edge.Contracts;

namespace Edge.Runtime.Faults;

/// <summary>
/// What is wrong now. Slices raise and clear; the page, MQTT, <c>/healthz</c> and edgectl read. A fault shows after it has lasted for its delay, disappears after it was gone for
/// its other delay, and is hidden while one that causes it is shown. Where several see the same fault, each for itself, it lasts until none of them does.
/// </summary>
internal sealed partial class FaultBoard(TimeProvider time, ILogger<FaultBoard> log) : IDisposable
{
    // Timers take no longer waits than 49 days; one that ends early is set again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly long _began = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, RaisedFault> _raised = new(StringComparer.Ordinal);
    private ITimer? _timer;
    private long _changes;

    /// <summary>Raised after what <see cref="Current"/> says has changed, on any thread. Do little in it.</summary>
    public event EventHandler? Changed;

    /// <summary>Rises with every change of what <see cref="Current"/> says.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Every fault shown now, the oldest first.</summary>
    public IReadOnlyList<FaultView> Current => Shown(hidden: false);

    /// <summary>Faults that would be shown, were they not caused by another that is, the oldest first.</summary>
    public IReadOnlyList<FaultView> Hidden => Shown(hidden: true);

    /// <summary>Time of the board: what passes, whatever somebody sets the clock to.</summary>
    private TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>Raises a fault, or refreshes what was seen while it stays raised since it began.</summary>
    /// <param name="fault">Which fault.</param>
    /// <param name="detail">What was seen; no patient data.</param>
    /// <param name="source">Who of several has seen it; empty where there is one.</param>
    public void Raise(Fault fault, string detail, string source = "")
    {
        bool changed;
        lock (_lock)
        {
            RaisedFault raised = _raised.GetOrAdd(fault.Code, _ => new RaisedFault(fault, detail, time.GetUtcNow(), Now));
            changed = raised.IsShown && raised.Detail != detail;
            (raised.Detail, raised.ClearsAt) = (detail, null);
            raised.Sources.Add(source);
            changed |= Settle();
        }

        Tell(changed);
    }

    /// <summary>Clears a fault; nothing happens where it is not raised, at next to no cost.</summary>
    /// <param name="fault">Which fault.</param>
    /// <param name="source">Who does not see it any more; while others do, it stays.</param>
    public void Clear(Fault fault, string source = "")
    {
        if (!_raised.ContainsKey(fault.Code))
        {
            return;
        }

        bool changed;
        lock (_lock)
        {
            if (_raised.TryGetValue(fault.Code, out RaisedFault? raised) && raised.Sources.Remove(source) && raised.Sources.Count == 0)
            {
                raised.ClearsAt ??= Now + (raised.IsShown ? fault.ClearAfter : TimeSpan.Zero);
            }

            changed = Settle();
        }

        Tell(changed);
    }

    /// <summary>Clears a fault for everybody who has seen it: what they looked at is there no more.</summary>
    public void ClearAll(Fault fault)
    {
        if (!_raised.ContainsKey(fault.Code))
        {
            return;
        }

        bool changed;
        lock (_lock)
        {
            if (_raised.TryGetValue(fault.Code, out RaisedFault? raised) && raised.Sources.Count > 0)
            {
                raised.Sources.Clear();
                raised.ClearsAt ??= Now + (raised.IsShown ? fault.ClearAfter : TimeSpan.Zero);
            }

            changed = Settle();
        }

        Tell(changed);
    }

    /// <summary>True while what causes a fault lasts, shown or not.</summary>
    public bool IsRaised(Fault fault) => _raised.TryGetValue(fault.Code, out RaisedFault? raised) && raised.ClearsAt is null;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private FaultView[] Shown(bool hidden)
    {
        bool changed;
        RaisedFault[] shown;
        lock (_lock)
        {
            changed = Settle();
            shown = [.. _raised.Values.Where(raised => raised.IsShown)];
        }

        Tell(changed);
        return
        [
            .. shown.Where(raised => hidden == Array.Exists(shown, cause => raised.Fault.HiddenBy.Contains(cause.Fault.Code)))
                .Select(raised => raised.View())
                .OrderBy(view => view.Since).ThenBy(view => view.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>Does what is due by now, and sets the timer for what comes next. True when what is shown has changed.</summary>
    private bool Settle()
    {
        TimeSpan now = Now;
        bool changed = false;
        TimeSpan? next = null;
        foreach (RaisedFault raised in _raised.Values)
        {
            if (raised.ClearsAt <= now)
            {
                _raised.TryRemove(raised.Fault.Code, out _);
                if (raised.IsShown)
                {
                    changed = true;
                    LogCleared(raised.Fault.Code);
                }

                continue;
            }

            if (!raised.IsShown && raised.NextChange <= now)
            {
                raised.IsShown = changed = true;
                LogRaised(raised.Fault.Code, raised.Fault.Title, raised.Detail, raised.Fault.Action);
            }

            next = raised.NextChange is { } at && (next is null || at < next) ? at : next;
        }

        if (next is { } due)
        {
            _timer ??= time.CreateTimer(static board => ((FaultBoard)board!).TellWhatIsDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(due - now < LongestWait ? due - now : LongestWait, Timeout.InfiniteTimeSpan);
        }

        return changed;
    }

    private void TellWhatIsDue()
    {
        bool changed;
        lock (_lock)
        {
            changed = Settle();
        }

        Tell(changed);
    }

    private void Tell(bool changed)
    {
        if (changed)
        {
            Interlocked.Increment(ref _changes);
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    [LoggerMessage(8101, LogLevel.Warning, "Fault {Code} was raised: {Title}: {Detail} {Action}")]
    private partial void LogRaised(string code, string title, string detail, string action);

    [LoggerMessage(8102, LogLevel.Information, "Fault {Code} was cleared")]
    private partial void LogCleared(string code);
}
