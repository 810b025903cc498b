namespace Edge.Dicom.Network;

/// <summary>Holds a message to its least average rate, so that no peer can keep a thread by dripping (one byte each half minute, say).</summary>
internal sealed class MessagePace(TimeProvider timeProvider, TimeSpan grace, int minBytesPerSecond)
{
    private long _start;
    private long _count;

    /// <summary>A message ended, or none has begun.</summary>
    public void Reset() => _count = 0;

    /// <summary>Takes out time in which we read nothing.</summary>
    public void Excuse(TimeSpan span) => _start += (long)(span.TotalSeconds * timeProvider.TimestampFrequency);

    /// <summary>Counts bytes of the message that is coming in. False when it is too slow.</summary>
    public bool Count(int bytes)
    {
        if (_count == 0)
        {
            _start = timeProvider.GetTimestamp();
        }

        _count += bytes;
        TimeSpan elapsed = timeProvider.GetElapsedTime(_start);
        return elapsed <= grace || _count >= elapsed.TotalSeconds * minBytesPerSecond;
    }
}
