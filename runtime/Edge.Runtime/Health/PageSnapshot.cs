namespace Edge.Runtime.Health;

/// <summary>One snapshot, and the promise of the next.</summary>
/// <param name="number">1 for the first; 0 for none yet.</param>
/// <param name="json">The snapshot as JSON.</param>
internal sealed class PageSnapshot(long number, ReadOnlyMemory<byte> json)
{
    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>1 for the first; 0 for none yet.</summary>
    public long Number => number;

    /// <summary>The snapshot as JSON.</summary>
    public ReadOnlyMemory<byte> Json => json;

    /// <summary>Wakes all who wait for the next one.</summary>
    public void NextIsThere() => _next.TrySetResult();

    /// <summary>True when the next one is there, false after <paramref name="atMost"/>.</summary>
    public async Task<bool> WaitForNextAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _next.Task.WaitAsync(atMost, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
