using Edge.Contracts;

namespace Edge.Runtime.Stow;

/// <summary>How many requests are received at once, and how fast each token may send.</summary>
internal sealed class StowGate(StowConfig config, TimeProvider time)
{
    private const double BytesPerMiB = 1024 * 1024;

    // What was not used of the last second may be used in one go.
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _paidUntil = new(StringComparer.Ordinal);
    private int _open;

    /// <summary>Lets a request in; false when enough are in. Each one that is in is followed by one <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_open >= config.MaxRequests)
            {
                return false;
            }

            _open++;
            return true;
        }
    }

    /// <summary>A request is done.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _open--;
        }
    }

    /// <summary>Counts bytes that were read for a token.</summary>
    /// <returns>How long to wait before more are read.</returns>
    public TimeSpan Pay(string token, int bytes)
    {
        if (config.MaxMiBPerSecond is not { } most)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            long now = time.GetTimestamp();
            long earliest = now - (long)(Burst.TotalSeconds * time.TimestampFrequency);
            long from = Math.Max(_paidUntil.GetValueOrDefault(token, earliest), earliest);
            long until = from + (long)(bytes / (most * BytesPerMiB) * time.TimestampFrequency);
            _paidUntil[token] = until;
            return until > now ? time.GetElapsedTime(now, until) : TimeSpan.Zero;
        }
    }
}
