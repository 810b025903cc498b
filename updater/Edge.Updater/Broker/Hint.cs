using System.Security.Cryptography;

namespace Edge.Updater.Broker;

/// <summary>
/// A hint on one topic. Who sends it proves nothing, so that it must not keep the device busy: one that says what the last one said is none, and looks for
/// hints are a while apart.
/// </summary>
/// <param name="time">Measures the pauses.</param>
internal sealed class Hint(TimeProvider time)
{
    /// <summary>Looks that hints on one topic bring about are so far apart at least.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    private readonly Lock _guard = new();
    private byte[]? _last;
    private bool _isNew;
    private long? _heededAt;

    /// <summary>How long it is not worth a look yet; null where none came since the last look.</summary>
    public TimeSpan? Wait
    {
        get
        {
            lock (_guard)
            {
                return !_isNew ? null : _heededAt is { } at ? Pace - time.GetElapsedTime(at) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>One came.</summary>
    public void Take(ReadOnlySpan<byte> payload)
    {
        byte[] digest = SHA256.HashData(payload);
        lock (_guard)
        {
            if (_last is null || !digest.AsSpan().SequenceEqual(_last))
            {
                (_last, _isNew) = (digest, true);
            }
        }
    }

    /// <summary>A look is made for it.</summary>
    public void Heed()
    {
        lock (_guard)
        {
            (_isNew, _heededAt) = (false, time.GetTimestamp());
        }
    }
}
