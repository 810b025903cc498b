using System.Net;

namespace Edge.Dicom.Network;

/// <summary>
/// How many associations may be open, in all and for one address, and how fast one address may send. Several listeners may share one, so that
/// the limits hold for all of them together. Where no place is left, one that has only been held for <see cref="HeldIdle"/> goes to who asks. For any
/// number of threads.
/// </summary>
public sealed class AssociationQuota
{
    /// <summary>Addresses without an association that are remembered for what they sent lately.</summary>
    private const int MaxRemembered = 1024;

    /// <summary>An association that has finished no message for so long, nor brought 64 KiB, must give its place to another when all are taken.</summary>
    internal static readonly TimeSpan HeldIdle = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, PeerAccount> _peers = [];
    private readonly List<AssociationPlace> _places = [];
    private readonly TimeProvider _timeProvider;
    private readonly int _maxAssociations;
    private readonly int _maxPerPeer;
    private readonly double? _maxBytesPerSecond;

    /// <param name="timeProvider">For the rate.</param>
    /// <param name="maxAssociations">Open associations in all, at least 1.</param>
    /// <param name="maxPerPeer">Open associations of one address, at least 1.</param>
    /// <param name="maxBytesPerSecond">Bytes a second that one address may send over all its associations, more than 0; null: no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public AssociationQuota(TimeProvider timeProvider, int maxAssociations, int maxPerPeer, double? maxBytesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAssociations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPerPeer, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytesPerSecond ?? 1, nameof(maxBytesPerSecond));
        _timeProvider = timeProvider;
        _maxAssociations = maxAssociations;
        _maxPerPeer = maxPerPeer;
        _maxBytesPerSecond = maxBytesPerSecond;
    }

    /// <summary>Associations that are open now, on every listener that shares this.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>Takes a place for an association of a peer, or says which limit is in the way.</summary>
    internal AssociationPlace? Enter(IPAddress address, out string? limit)
    {
        IPAddress peer = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        AssociationPlace place;
        AssociationPlace? vacated = null;
        lock (_gate)
        {
            if (!_peers.TryGetValue(peer, out PeerAccount? account))
            {
                ForgetIdle();
                account = new PeerAccount(_maxBytesPerSecond is { } rate ? new PeerAllowance(rate, _timeProvider) : null);
                _peers.Add(peer, account);
            }

            bool isPeerFull = account.Open >= _maxPerPeer;
            limit = _places.Count >= _maxAssociations ? $"{_places.Count} associations are open, which is as many as allowed"
                : isPeerFull ? $"this address has {account.Open} associations open, which is as many as allowed for one"
                : null;
            if (limit is not null)
            {
                vacated = LongestHeld(isPeerFull ? account : null);
                if (vacated is null)
                {
                    return null;
                }

                Remove(vacated);
                limit = null;
            }

            place = new AssociationPlace(account, _timeProvider);
            account.Open++;
            _places.Add(place);
        }

        vacated?.Vacate?.Invoke($"It gave its place to another: all were taken, and it had not got on for {HeldIdle.TotalSeconds:0} seconds.");
        return place;
    }

    /// <summary>Gives the place back.</summary>
    internal void Leave(AssociationPlace place)
    {
        lock (_gate)
        {
            if (!place.IsLeft)
            {
                Remove(place);
            }
        }
    }

    /// <summary>Which association must go, if one must: of the address that holds most places, the one that has not got on for longest.</summary>
    private AssociationPlace? LongestHeld(PeerAccount? of) => _places
        .Where(place => (of is null || place.Account == of) && place.Vacate is not null && place.Waste() >= HeldIdle)
        .MaxBy(static place => (place.Account.Open, place.Waste()));

    private void Remove(AssociationPlace place)
    {
        place.IsLeft = true;
        place.Account.Open--;
        _places.Remove(place);
    }

    private void ForgetIdle()
    {
        if (_peers.Count < MaxRemembered)
        {
            return;
        }

        foreach ((IPAddress peer, PeerAccount account) in _peers)
        {
            if (account.Open == 0)
            {
                _peers.Remove(peer);
            }
        }
    }
}
