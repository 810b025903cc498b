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
    private long _lastByte;

    public AssociationSocket(Socket socket, TimeProvider timeProvider, TimeSpan idleTimeout, TimeSpan stallTimeout)
    {
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
    }

    /// <summary>Waits for bytes. 0 when the peer has closed, or <see cref="StopReceiving"/> was called.</summary>
    /// <param name="buffer">Takes as many bytes as there are.</param>
    /// <param name="isIdle">Nothing is going on, so that the longer timeout holds.</param>
    /// <exception cref="TimeoutException">The peer was silent for too long.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public int Receive(Span<byte> buffer, bool isIdle)
    {
        while (true)
        {
            int count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                _lastByte = _timeProvider.GetTimestamp();
                TcpOptions.AcknowledgeNow(_socket);
                return count;
            }

            if (error is not (SocketError.TimedOut or SocketError.WouldBlock or SocketError.Interrupted))
            {
                throw new SocketException((int)error);
            }

            TimeSpan limit = isIdle ? _idleTimeout : _stallTimeout;
            if (_timeProvider.GetElapsedTime(_lastByte) >= limit)
            {
                throw new TimeoutException($"The peer was silent for {limit.TotalSeconds:0.#} seconds.");
            }
        }
    }

    /// <summary>Sends all of it in one write.</summary>
    /// <exception cref="SocketException">The connection broke, or the peer takes nothing for the stall timeout.</exception>
    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>Sends a last PDU if the connection still takes it, and says that nothing follows.</summary>
    public void SendLast(ReadOnlySpan<byte> bytes)
    {
        _socket.Send(bytes, SocketFlags.None, out SocketError error);
        if (error == SocketError.Success)
        {
            Shutdown(SocketShutdown.Send);
        }
    }

    /// <summary>Ends a <see cref="Receive"/> that waits on another thread.</summary>
    public void StopReceiving() => Shutdown(SocketShutdown.Receive);

    /// <summary>Ends everything that waits on another thread.</summary>
    public void StopEverything() => Shutdown(SocketShutdown.Both);

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
