using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Releases;

namespace Edge.Updater.Broker;

/// <summary>
/// Reads a file by blocks over the broker, in order, with at most a window of them on their way. A block that is truncated, too long, not asked for or
/// repeated is dropped; one that does not come is asked for again, a few times. What the bytes are worth is for their reader to say.
/// </summary>
/// <param name="port">The way to the broker.</param>
/// <param name="path">The file.</param>
/// <param name="offset">Where reading begins.</param>
/// <param name="time">Measures how long a block does not come.</param>
internal sealed class BlockStream(BlockPort port, IReadOnlyList<string> path, long offset, TimeProvider time) : Stream
{
    /// <summary>A block that has not come for so long is asked for again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>How often the same blocks are asked for in all.</summary>
    public const int AsksMax = 3;

    /// <summary>Half a window is asked for while the other half is on its way, so that the line is never empty.</summary>
    private const int AskBlocks = BlockRequest.WindowBlocks / 2;

    private const long SizeMaxBytes = 1L << 50;

    private readonly BlockInbox _inbox = port.Open();
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _ahead = [];
    private long _next = offset / BlockRequest.BlockBytes * BlockRequest.BlockBytes;
    private long _asked = offset / BlockRequest.BlockBytes * BlockRequest.BlockBytes;
    private long? _sizeBytes;
    private ReadOnlyMemory<byte> _current;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Fetches the first block, which shows that the file is there.</summary>
    /// <returns>Where reading begins: where it was asked to, or 0 where the file is shorter than that.</returns>
    /// <exception cref="TrustException">There is no such file, or nobody answers.</exception>
    public async Task<long> BeginAsync(CancellationToken cancellation)
    {
        try
        {
            _current = await NextAsync(cancellation);
        }
        catch (IOException broken)
        {
            throw new TrustException(TrustFailure.Unreachable, broken.Message, broken);
        }

        int skip = (int)(offset % BlockRequest.BlockBytes);
        _current = _current[Math.Min(skip, _current.Length)..];
        return offset;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_current.IsEmpty && _next < _sizeBytes)
        {
            _current = await NextAsync(cancellationToken);
        }

        int count = Math.Min(buffer.Length, _current.Length);
        _current[..count].CopyTo(buffer);
        _current = _current[count..];
        return count;
    }

    /// <inheritdoc/>
    [SuppressMessage("Performance", "CA1849", Justification = "The reader reads asynchronously.")]
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        port.Close(_inbox);
        base.Dispose(disposing);
    }

    /// <summary>The block that begins at <see cref="_next"/>.</summary>
    private async Task<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellation)
    {
        int asks = 1;
        while (true)
        {
            await AskAheadAsync(cancellation);
            if (_ahead.Remove(_next, out ReadOnlyMemory<byte> block))
            {
                _next += BlockRequest.BlockBytes;
                return block;
            }

            if (await ReceiveAsync(cancellation) is { } message)
            {
                asks = Accept(message) ? 1 : asks;
            }
            else if (asks < AsksMax)
            {
                asks++;
                await AskAgainAsync(cancellation);
            }
            else
            {
                throw new IOException($"the block at byte {_next} did not come though it was asked for {AsksMax} times");
            }
        }
    }

    private async Task AskAheadAsync(CancellationToken cancellation)
    {
        // Until the first block has come, nobody knows how many there are.
        while (_sizeBytes is null ? _asked == _next : _asked < _sizeBytes && _asked - _next <= AskBlocks * BlockRequest.BlockBytes)
        {
            await AskAsync(_asked, AskBlocks, cancellation);
            _asked += AskBlocks * BlockRequest.BlockBytes;
        }
    }

    private async Task AskAgainAsync(CancellationToken cancellation)
    {
        long end = Math.Min(_asked, _sizeBytes ?? _asked);
        for (long from = _next; from < end; from += BlockRequest.BlockBytes)
        {
            int missing = 0;
            while (from < end && !_ahead.ContainsKey(from))
            {
                missing++;
                from += BlockRequest.BlockBytes;
            }

            if (missing > 0)
            {
                await AskAsync(from - (missing * (long)BlockRequest.BlockBytes), missing, cancellation);
            }
        }
    }

    private Task AskAsync(long from, int count, CancellationToken cancellation) =>
        port.AskAsync(new BlockRequest(BlockRequest.CurrentSchemaVersion, path, from, count), _inbox, cancellation);

    private async Task<BlockMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        if (_inbox.Messages.TryRead(out BlockMessage? there))
        {
            return there;
        }

        using var late = new CancellationTokenSource(AskAgainAfter, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await _inbox.Messages.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <returns>False where it brings nothing.</returns>
    private bool Accept(BlockMessage message)
    {
        if (message.Problem is { } problem)
        {
            string name = string.Join('/', path);
            throw problem == BlockAnswer.NotFound
                ? new TrustException(TrustFailure.NotFound, $"The server at the broker has no {name}.")
                : new IOException($"the server at the broker cannot read {name} ({problem})");
        }

        bool fits = message.SizeBytes is >= 0 and <= SizeMaxBytes
            && message.Offset >= _next && message.Offset < _asked && message.Offset % BlockRequest.BlockBytes == 0
            && message.Bytes.Length == Math.Min(BlockRequest.BlockBytes, message.SizeBytes - message.Offset);
        if (fits && _sizeBytes is { } size && size != message.SizeBytes)
        {
            throw new IOException($"the file had {size} bytes and has {message.SizeBytes} now");
        }

        if (!fits || !_ahead.TryAdd(message.Offset, message.Bytes))
        {
            return false;
        }

        _sizeBytes = message.SizeBytes;
        return true;
    }
}
