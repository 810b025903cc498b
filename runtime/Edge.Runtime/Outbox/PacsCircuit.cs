namespace Edge.Runtime.Outbox;

/// <summary>
/// Leaves an archive alone that cannot be reached or takes nothing, a little longer each time, so that only one association tries whether it is back. Safe for use by
/// several threads.
/// </summary>
internal sealed class PacsCircuit(TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private bool _isProbed;
    private long _failedAt;
    private TimeSpan _wait;

    /// <summary>Why nothing goes there now; null while all is well.</summary>
    public string? Trouble { get; private set; }

    /// <summary>When it is tried again, UTC; null while all is well.</summary>
    public DateTimeOffset? NextTry { get; private set; }

    /// <summary>Associations in a row that it rejected for good.</summary>
    public int Rejections { get; private set; }

    /// <summary>How long an object waits that it could not take, so that others are tried before it.</summary>
    public TimeSpan LongerWait
    {
        get
        {
            lock (_lock)
            {
                return DeliveryBackoff.After(_failures + 1);
            }
        }
    }

    /// <summary>When it last took an object, by the clock's time stamp; null when it has not since the start.</summary>
    public long? TookAt { get; private set; }

    /// <summary>Asks whether an association may be opened now. On true <see cref="Leave"/> must follow.</summary>
    /// <param name="wait">On false: how long it is worth waiting before asking again.</param>
    public bool TryEnter(out TimeSpan wait)
    {
        lock (_lock)
        {
            wait = TimeSpan.Zero;
            if (_failures == 0)
            {
                return true;
            }

            wait = _wait - time.GetElapsedTime(_failedAt);
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            wait = DeliveryBackoff.First;
            if (_isProbed)
            {
                return false;
            }

            return _isProbed = true;
        }
    }

    /// <summary>The association that <see cref="TryEnter"/> let in has ended.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isProbed = false;
        }
    }

    /// <summary>The archive took an object.</summary>
    /// <returns>True when it had been in trouble.</returns>
    public bool Took()
    {
        lock (_lock)
        {
            TookAt = time.GetTimestamp();
            return Reset();
        }
    }

    /// <summary>The archive accepted an association.</summary>
    public void Accepted()
    {
        lock (_lock)
        {
            Rejections = 0;
        }
    }

    /// <summary>It could not be reached, or takes nothing.</summary>
    /// <param name="trouble">Why, for operators.</param>
    /// <param name="isRejection">True: it rejected the association for good.</param>
    public void Failed(string trouble, bool isRejection = false)
    {
        lock (_lock)
        {
            _wait = DeliveryBackoff.After(_failures++);
            _failedAt = time.GetTimestamp();
            Rejections = isRejection ? Rejections + 1 : 0;
            Trouble = trouble;
            NextTry = time.GetUtcNow() + _wait;
        }
    }

    /// <summary>An operator has it tried at once.</summary>
    public void TryNow()
    {
        lock (_lock)
        {
            Reset();
        }
    }

    private bool Reset()
    {
        bool wasOpen = _failures > 0;
        _failures = 0;
        Rejections = 0;
        Trouble = null;
        NextTry = null;
        return wasOpen;
    }
}
