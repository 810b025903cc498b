namespace Edge.Runtime.Access;

/// <summary>
/// Wrong passwords, by user and by address. After a few in a row a sign-in has to wait, each time twice as long, and is refused until then without its password being
/// looked at. Who is signed in already is not touched.
/// </summary>
internal sealed class SignInLock(TimeProvider time)
{
    /// <summary>Wrong passwords that cost no wait, for one user.</summary>
    public const int FreeOfUser = 5;

    /// <summary>The same for one address: several people may come from one.</summary>
    public const int FreeOfAddress = 20;

    private const int EntriesMax = 4096;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Count, long Last)> _wrong = new(StringComparer.Ordinal);

    /// <summary>How long a sign-in still has to wait; zero when it need not.</summary>
    public TimeSpan WaitOf(string user, string address)
    {
        lock (_gate)
        {
            TimeSpan ofUser = Wait("u " + user, FreeOfUser);
            TimeSpan ofAddress = Wait("a " + address, FreeOfAddress);
            return ofUser > ofAddress ? ofUser : ofAddress;
        }
    }

    /// <summary>A password was wrong.</summary>
    /// <returns>True when the next try has to wait.</returns>
    public bool Wrong(string user, string address)
    {
        lock (_gate)
        {
            Count("u " + user);
            Count("a " + address);
        }

        return WaitOf(user, address) > TimeSpan.Zero;
    }

    /// <summary>A password was right.</summary>
    public void Right(string user, string address)
    {
        lock (_gate)
        {
            _wrong.Remove("u " + user);
            _wrong.Remove("a " + address);
        }
    }

    /// <summary>An operator gave the user another password: its wrong ones so far count no more. Those of addresses do.</summary>
    public void Forgive(string user)
    {
        lock (_gate)
        {
            _wrong.Remove("u " + user);
        }
    }

    private TimeSpan Wait(string key, int free)
    {
        if (!_wrong.TryGetValue(key, out (int Count, long Last) wrong) || wrong.Count < free)
        {
            return TimeSpan.Zero;
        }

        TimeSpan wait = FirstWait * (1 << Math.Min(wrong.Count - free, 10));
        TimeSpan left = (wait < LongestWait ? wait : LongestWait) - time.GetElapsedTime(wrong.Last);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Count(string key)
    {
        if (!_wrong.TryGetValue(key, out (int Count, long Last) wrong))
        {
            if (_wrong.Count == EntriesMax)
            {
                _wrong.Remove(_wrong.MinBy(other => other.Value.Last).Key);
            }
        }
        else if (time.GetElapsedTime(wrong.Last) > LongestWait + LongestWait)
        {
            wrong = default;
        }

        _wrong[key] = (wrong.Count + 1, time.GetTimestamp());
    }
}
