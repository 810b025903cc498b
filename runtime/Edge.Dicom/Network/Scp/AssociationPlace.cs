namespace Edge.Dicom.Network;

/// <summary>
/// What one association holds of an <see cref="AssociationQuota"/>. It says when the peer last got on, so that one that only holds its place can be made to
/// give it to another. The association's thread writes, the quota reads.
/// </summary>
internal sealed class AssociationPlace
{
    /// <summary>So many bytes of a message count as getting on, as a finished message does.</summary>
    private const int StepBytes = 64 * 1024;

    private readonly TimeProvider _timeProvider;
    private long _lastStep;
    private int _bytes;
    private volatile bool _isOurs;
    private volatile Action<string>? _vacate;

    public AssociationPlace(PeerAccount account, TimeProvider timeProvider)
    {
        Account = account;
        _timeProvider = timeProvider;
        Step();
    }

    /// <summary>Its address's.</summary>
    public PeerAccount Account { get; }

    /// <summary>True once it counts no more; guarded by the quota.</summary>
    public bool IsLeft { get; set; }

    /// <summary>What ends the association, told why; set once it is open.</summary>
    public Action<string>? Vacate
    {
        get => _vacate;
        set => _vacate = value;
    }

    /// <summary>True while the association works on what came: the time is ours, not the peer's.</summary>
    public bool IsOurs
    {
        set => _isOurs = value;
    }

    /// <summary>The peer got on: a message was answered.</summary>
    public void Step() => Volatile.Write(ref _lastStep, _timeProvider.GetTimestamp());

    /// <summary>Counts bytes that came.</summary>
    public void Take(int bytes)
    {
        _bytes += bytes;
        if (_bytes >= StepBytes)
        {
            _bytes = 0;
            Step();
        }
    }

    /// <summary>How long the peer has not got on.</summary>
    public TimeSpan Waste() => _isOurs ? TimeSpan.Zero : _timeProvider.GetElapsedTime(Volatile.Read(ref _lastStep));
}
