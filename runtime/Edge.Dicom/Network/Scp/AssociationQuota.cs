using System.Net;

namespace Edge.Dicom.Network;

/// <summary>
/// How many associations may be open, in all and for one address, and how fast one address may send. Several listeners may share one, so that
/// the limits hold for all of them together. For any number of threads.
/// </summary>
public sealed class AssociationQuota
{
    /// <summary>Addresses without an association that are remembered for what they sent lately.</summary>
    private const int MaxRemembered = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, PeerAccount> _peers = [];
    private readonly TimeProvider _timeProvider;
    private readonly int _maxAssociations;
    private readonly int _maxPerPeer;
    private readonly double? _maxBytesPerSecond;
    private int _open;

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
                return _open;
            }
        }
    }

    /// <summary>Takes a place for an association of a peer, or says which limit is in the way.</summary>
    internal PeerAccount? Enter(IPAddress address, out string? limit)
    {
        IPAddress peer = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        lock (_gate)
        {
            if (_open >= _maxAssociations)
            {
                limit = $"{_open} associations are open, which is as many as allowed";
                return null;
            }

            if (!_peers.TryGetValue(peer, out PeerAccount? account))
            {
                ForgetIdle();
                account = new PeerAccount(_maxBytesPerSecond is { } rate ? new PeerAllowance(rate, _timeProvider) : null);
                _peers.Add(peer, account);
            }

            if (account.Open >= _maxPerPeer)
            {
                limit = $"this address has {account.Open} associations open, which is as many as allowed for one";
                return null;
            }

            limit = null;
            account.Open++;
            _open++;
            return account;
        }
    }

    /// <summary>Gives the place back.</summary>
    internal void Leave(PeerAccount account)
    {
        lock (_gate)
        {
            account.Open--;
            _open--;
        }
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
