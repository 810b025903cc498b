namespace Edge.Releases.Tests.Tuf;

/// <summary>Gives one byte after each pause, unless it is cancelled in it.</summary>
internal sealed class SlowStream(ManualClock clock, TimeSpan pause) : MemoryStream
{
    public int Given { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        clock.Advance(pause);
        cancellationToken.ThrowIfCancellationRequested();
        Given++;
        return ValueTask.FromResult(1);
    }
}
