namespace Edge.Dicom.Network;

/// <summary>Holds a message to its least average rate, so that no peer can keep a thread by dripping (one byte each half minute, say).</summary>
internal sealed class MessagePace(TimeProvider timeProvider, TimeSpan grace, int minBytesPerSecond)
{
    private long start;
    private long count;

    /// <summary>A message ended, or none has begun.</summary>
    public void Reset() => count = 0;

    /// <summary>Counts bytes of the message that is coming in. False when it is too slow.</summary>
    public bool Count(int bytes)
    {
        if (count == 0)
        {
            start = timeProvider.GetTimestamp();
        }

        count += bytes;
        TimeSpan elapsed = timeProvider.GetElapsedTime(start);
        return elapsed <= grace || count >= elapsed.TotalSeconds * minBytesPerSecond;
    }
}
