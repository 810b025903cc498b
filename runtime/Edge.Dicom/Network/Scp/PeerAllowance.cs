namespace Edge.Dicom.Network;

/// <summary>
/// A token bucket for what one address sends, shared by all its associations. Each is told how long to wait before it reads on; the kernel's window then
/// slows the sender. Whoever takes first waits least, and all take pieces of one size, so that associations of one address share evenly.
/// </summary>
internal sealed class PeerAllowance(double bytesPerSecond, TimeProvider timeProvider)
{
    /// <summary>What may come at once after a pause: so many seconds' worth.</summary>
    private const double BurstSeconds = 0.25;

    private readonly Lock _gate = new();
    private long _paidUntil = long.MinValue;

    /// <summary>Counts bytes that have come, and returns how long to wait before the next.</summary>
    public TimeSpan Take(int bytes)
    {
        long cost = Ticks(bytes / bytesPerSecond);
        lock (_gate)
        {
            long now = timeProvider.GetTimestamp();
            _paidUntil = Math.Max(_paidUntil, now - Ticks(BurstSeconds)) + cost;
            return _paidUntil > now ? timeProvider.GetElapsedTime(now, _paidUntil) : TimeSpan.Zero;
        }
    }

    private long Ticks(double seconds) => (long)(seconds * timeProvider.TimestampFrequency);
}
