namespace Edge.Releases.Tests.Tuf;

/// <summary>Gives spaces for ever.</summary>
internal sealed class EndlessStream : MemoryStream
{
    public long Taken { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(buffer.Length, 4096);
        buffer.Span[..count].Fill((byte)' ');
        Taken += count;
        return ValueTask.FromResult(count);
    }
}
