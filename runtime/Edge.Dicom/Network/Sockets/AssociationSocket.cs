using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>
/// The blocking socket of an established association. It never was used asynchronously: .NET would have made it non-blocking for
/// good and every wait would go through its event loop.
/// </summary>
internal sealed class AssociationSocket
{
    private readonly Socket _socket;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _idleTimeout;
    private readonly TimeSpan _stallTimeout;
    private readonly TlsChannel? _tls;
    private long _lastByte;
    private bool _isIdle;

    /// <param name="socket">The socket.</param>
    /// <param name="timeProvider">For timeouts.</param>
    /// <param name="idleTimeout">Longest silence while nothing is going on.</param>
    /// <param name="stallTimeout">Longest silence within a message, and longest wait for the peer to take a response.</param>
    /// <param name="tls">What speaks TLS over the socket; null: plain.</param>
    public AssociationSocket(Socket socket, TimeProvider timeProvider, TimeSpan idleTimeout, TimeSpan stallTimeout, TlsChannel? tls)
    {
        _tls = tls;
        _socket = socket;
        _timeProvider = timeProvider;
        _idleTimeout = idleTimeout;
        _stallTimeout = stallTimeout;
        _lastByte = timeProvider.GetTimestamp();
    }

    /// <summary>Sets the options of the connection.</summary>
    /// <exception cref="SocketException">The connection is gone.</exception>
    public void Configure()
    {
        TcpOptions.SetReceiveLowWater(_socket, 1);
        _socket.NoDelay = true;
        _socket.SendTimeout = Milliseconds(_stallTimeout);
        _socket.ReceiveTimeout = Milliseconds(_idleTimeout < _stallTimeout ? _idleTimeout : _stallTimeout);
        _tls?.Block(this);
    }

    /// <summary>Waits for bytes. 0 when the peer has closed, or <see cref="StopReceiving"/> was called.</summary>
    /// <param name="buffer">Takes as many bytes as there are.</param>
    /// <param name="isIdle">Nothing is going on, so that the longer timeout holds.</param>
    /// <param name="acknowledges">False when the caller sees to it that nothing is awaited unacknowledged that the sender may hold back.</param>
    /// <exception cref="TimeoutException">The peer was silent for too long.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public int Receive(Span<byte> buffer, bool isIdle, bool acknowledges = true)
    {
        _isIdle = isIdle;
        return _tls is null ? ReceiveRaw(buffer, acknowledges) : _tls.Read(buffer);
    }

    /// <summary>As <see cref="Receive"/>, the bytes that are on the wire.</summary>
    public int ReceiveRaw(Span<byte> buffer, bool acknowledges = true)
    {
        while (true)
        {
            int count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                _lastByte = _timeProvider.GetTimestamp();
                if (acknowledges)
                {
                    TcpOptions.AcknowledgeNow(_socket);
                }

                return count;
            }

            if (error is not (SocketError.TimedOut or SocketError.WouldBlock or SocketError.Interrupted))
            {
                throw new SocketException((int)error);
            }

            TimeSpan limit = _isIdle ? _idleTimeout : _stallTimeout;
            if (_timeProvider.GetElapsedTime(_lastByte) >= limit)
            {
                throw new TimeoutException($"The peer was silent for {limit.TotalSeconds:0.#} seconds.");
            }
        }
    }

    /// <summary>Acknowledges what was received without it.</summary>
    public void Acknowledge() => TcpOptions.AcknowledgeNow(_socket);

    /// <summary>Sends all of it in one write.</summary>
    /// <exception cref="SocketException">The connection broke, or the peer takes nothing for the stall timeout.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (_tls is null)
        {
            _socket.Send(bytes);
        }
        else
        {
            _tls.Write(bytes);
        }
    }

    /// <summary>Sends a last PDU if the connection still takes it, and says that nothing follows.</summary>
    public void SendLast(ReadOnlySpan<byte> bytes)
    {
        if (TrySendLast(bytes))
        {
            Shutdown(SocketShutdown.Send);
        }
    }

    /// <summary>Ends a <see cref="Receive"/> that waits on another thread.</summary>
    public void StopReceiving() => Shutdown(SocketShutdown.Receive);

    /// <summary>Ends everything that waits on another thread.</summary>
    public void StopEverything() => Shutdown(SocketShutdown.Both);

    private bool TrySendLast(ReadOnlySpan<byte> bytes)
    {
        if (_tls is not null)
        {
            return _tls.TryWriteLast(bytes);
        }

        _socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error == SocketError.Success;
    }

    private static int Milliseconds(TimeSpan span) => Math.Max(1, (int)span.TotalMilliseconds);

    private void Shutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (SocketException)
        {
            // The peer has closed already.
        }
        catch (ObjectDisposedException)
        {
            // Our own side has.
        }
    }
}
