namespace Edge.Runtime.Health;

/// <summary>Places for browsers that watch the page live: so many in all, and so many for one user or address.</summary>
internal sealed class WatchPlaces
{
    /// <summary>Browsers that may watch at once.</summary>
    public const int Most = 256;

    /// <summary>Browsers of one user, or of one address where nobody is signed in.</summary>
    public const int MostOfOne = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Takes a place; null when there is none.</summary>
    public IDisposable? Take(string who)
    {
        lock (_lock)
        {
            int ofOne = _taken.GetValueOrDefault(who);
            if (_count >= Most || ofOne >= MostOfOne)
            {
                return null;
            }

            _count++;
            _taken[who] = ofOne + 1;
            return new Place(this, who);
        }
    }

    private void GiveBack(string who)
    {
        lock (_lock)
        {
            _count--;
            if (--_taken[who] == 0)
            {
                _taken.Remove(who);
            }
        }
    }

    private sealed class Place(WatchPlaces places, string who) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
            {
                places.GiveBack(who);
            }
        }
    }
}
