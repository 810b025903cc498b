namespace Edge.Runtime.Inbox;

/// <summary>
/// Remembers which senders have released all their associations. A hint, kept in memory: after a restart, or when there are too many senders to
/// remember, it says nothing, and studies wait for their whole quiet period.
/// </summary>
internal sealed class SenderReleases(TimeProvider time)
{
    /// <summary>Senders, and associations, remembered at most: a peer may call itself what it likes.</summary>
    public const int SendersMax = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Listener, long Connection), string> _open = [];
    private readonly Dictionary<string, Sender> _senders = new(StringComparer.Ordinal);

    /// <summary>An association was accepted.</summary>
    /// <param name="listener">Number of the listener.</param>
    /// <param name="connection">Number of the connection at this listener.</param>
    /// <param name="callingAe">Who called.</param>
    public void Opened(int listener, long connection, string callingAe)
    {
        lock (_lock)
        {
            if (_open.Count >= SendersMax || !_open.TryAdd((listener, connection), callingAe))
            {
                return;
            }

            if (!_senders.TryGetValue(callingAe, out Sender? sender))
            {
                Forget();
                sender = new Sender();
                _senders.Add(callingAe, sender);
            }

            sender.Open++;
        }
    }

    /// <summary>A connection ended; one that never became an association is passed over.</summary>
    /// <param name="listener">Number of the listener.</param>
    /// <param name="connection">Number of the connection at this listener.</param>
    /// <param name="isReleased">True when the sender released it, false when it broke off.</param>
    public void Ended(int listener, long connection, bool isReleased)
    {
        lock (_lock)
        {
            if (_open.Remove((listener, connection), out string? callingAe) && _senders.TryGetValue(callingAe, out Sender? sender))
            {
                sender.Open--;
                sender.ReleasedAt = isReleased ? time.GetTimestamp() : null;
            }
        }
    }

    /// <summary>Time since a sender released its last association; null while one is open, or when the last one broke off.</summary>
    public TimeSpan? SinceRelease(string callingAe)
    {
        lock (_lock)
        {
            return _senders.TryGetValue(callingAe, out Sender? sender) && sender is { Open: 0, ReleasedAt: { } at } ? time.GetElapsedTime(at) : null;
        }
    }

    private void Forget()
    {
        if (_senders.Count >= SendersMax)
        {
            foreach (string idle in _senders.Where(entry => entry.Value.Open == 0).Select(entry => entry.Key).ToList())
            {
                _senders.Remove(idle);
            }
        }
    }

    private sealed class Sender
    {
        public int Open { get; set; }

        public long? ReleasedAt { get; set; }
    }
}
