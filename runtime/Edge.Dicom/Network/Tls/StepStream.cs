using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>
/// The socket below an SslStream. While a connection is no association yet, a read that finds nothing says so and is finished later by <see cref="Supply"/>,
/// called when the socket is readable: no thread waits for a peer. Later, reads block the association's thread. The socket itself is
/// only ever used blocking.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="ahead">Bytes that were received before.</param>
/// <param name="waits">Told when a read waits.</param>
internal sealed class StepStream(Socket socket, ReadOnlyMemory<byte> ahead, Action waits) : Stream
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<int>? _waiting;
    private Memory<byte> _destination;
    private ReadOnlyMemory<byte> _ahead = ahead;
    private AssociationSocket? _association;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From now on reads block, under the timeouts of an association.</summary>
    public void Block(AssociationSocket association) => _association = association;

    /// <summary>Finishes the read that waits with what has come.</summary>
    public void Supply()
    {
        TaskCompletionSource<int> waiting;
        lock (_gate)
        {
            waiting = _waiting!;
        }

        int count = socket.Receive(_destination.Span, SocketFlags.None, out SocketError error);
        if (error is SocketError.TimedOut or SocketError.WouldBlock)
        {
            waits();
        }
        else if (error != SocketError.Success)
        {
            waiting.SetException(new SocketException((int)error));
        }
        else
        {
            waiting.SetResult(count);
        }
    }

    /// <summary>Fails the read that waits, if one does: the connection is given up.</summary>
    public void Abandon()
    {
        TaskCompletionSource<int>? waiting;
        lock (_gate)
        {
            waiting = _waiting;
        }

        waiting?.TrySetException(new SocketException((int)SocketError.OperationAborted));
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return ValueTask.FromResult(0);
        }

        if (!_ahead.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _ahead.Length);
            _ahead[..count].CopyTo(buffer);
            _ahead = _ahead[count..];
            return ValueTask.FromResult(count);
        }

        if (socket.Available > 0)
        {
            return ValueTask.FromResult(socket.Receive(buffer.Span));
        }

        // Its continuation runs on the thread that supplies, which is made for it.
        var waiting = new TaskCompletionSource<int>();
        lock (_gate)
        {
            _destination = buffer;
            _waiting = waiting;
        }

        waits();
        return new ValueTask<int>(waiting.Task);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _association!.ReceiveRaw(buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => socket.Send(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Sends at once: what a handshake says fits into the socket's buffer.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        socket.Send(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
