namespace Edge.Runtime.Inbox;

/// <summary>Keeps a reader to a rate on average, so that what it reads leaves the disk to reception.</summary>
/// <param name="bytesPerSecond">Highest rate; 0 for none.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadingPace(long bytesPerSecond, TimeProvider time)
{
    // Shorter pauses are put together, since timers are not finer.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(20);

    private readonly long _began = time.GetTimestamp();
    private long _bytes;

    /// <summary>Accounts for bytes that were read, and waits until they were due.</summary>
    public async Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        _bytes += bytes;
        if (bytesPerSecond == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        TimeSpan early = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond) - time.GetElapsedTime(_began);
        if (early > LeastPause)
        {
            await Task.Delay(early, time, cancellationToken);
        }
    }
}
