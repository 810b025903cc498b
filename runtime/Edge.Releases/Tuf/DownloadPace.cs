namespace Edge.Releases.Tuf;

/// <summary>Keeps a download below a rate, so that it leaves room on the line for what the appliance is there for.</summary>
/// <param name="rateMaxBytesPerSecond">The rate; null: no limit.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class DownloadPace(long? rateMaxBytesPerSecond, TimeProvider clock)
{
    /// <summary>Shorter waits are added up: a timer is not that fine.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    private readonly long _begun = clock.GetTimestamp();
    private long _bytes;

    /// <summary>Takes note of bytes that have come.</summary>
    /// <returns>How long to wait before more are asked for.</returns>
    public TimeSpan WaitAfter(int count)
    {
        _bytes += count;
        if (rateMaxBytesPerSecond is not { } rate)
        {
            return TimeSpan.Zero;
        }

        TimeSpan wait = TimeSpan.FromSeconds((double)_bytes / rate) - clock.GetElapsedTime(_begun);
        return wait >= ShortestWait ? wait : TimeSpan.Zero;
    }
}
