using System.Net;
using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>Wakes a thread that waits in <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, TimeSpan)"/>: a datagram socket that talks to itself.</summary>
internal sealed class WakeSocket : IDisposable
{
    private const int MaxWakesPerDrain = 64;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public WakeSocket()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Connect(_socket.LocalEndPoint!);
    }

    /// <summary>Readable after <see cref="Wake"/>.</summary>
    public Socket Waitable => _socket;

    /// <summary>Makes <see cref="Waitable"/> readable. Any thread may call it. A wake that is lost to a full queue changes nothing: one is in it.</summary>
    public void Wake() => _socket.Send([1], SocketFlags.None, out _);

    /// <summary>Takes what made it readable.</summary>
    public void Drain()
    {
        Span<byte> one = stackalloc byte[1];
        for (int count = 0; count < MaxWakesPerDrain && _socket.Available > 0; count++)
        {
            _socket.Receive(one, SocketFlags.None, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
