namespace Edge.Runtime.Store;

/// <summary>
/// Wakes the stages that work on committed rows. The rows are the truth: a lost signal costs time, never work,
/// because every stage also looks by itself at a slow pace.
/// </summary>
internal sealed class StageSignal
{
    private readonly Lock _lock = new();
    private readonly StageWaiter _own = new();
    private StageWaiter[] _waiters;

    /// <summary>A signal that nobody waits for yet.</summary>
    public StageSignal() => _waiters = [_own];

    /// <summary>Says that there may be work, to everyone who waits. Never blocks; several raises before a wait count as one.</summary>
    public void Raise()
    {
        foreach (StageWaiter waiter in Volatile.Read(ref _waiters))
        {
            waiter.Wake();
        }
    }

    /// <summary>One more who waits, for as long as the signal lives: with several workers on one signal each takes a waiter of its own, and each is woken.</summary>
    public StageWaiter Join()
    {
        lock (_lock)
        {
            var waiter = new StageWaiter();
            _waiters = [.. _waiters, waiter];
            return waiter;
        }
    }

    /// <summary>Waits until raised or until <paramref name="atMost"/> has passed. For a signal that a single worker waits for.</summary>
    public Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken) => _own.WaitAsync(atMost, time, cancellationToken);
}
