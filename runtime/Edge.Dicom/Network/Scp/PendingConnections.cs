using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>The pending connections in the order of their deadlines.</summary>
internal sealed class PendingConnections
{
    private readonly LinkedList<PendingConnection> _order = new();
    private readonly Dictionary<Socket, LinkedListNode<PendingConnection>> _bySocket = [];

    public int Number => _order.Count;

    /// <summary>Bytes of requests that all of them hold.</summary>
    public int RequestBytes { get; private set; }

    /// <summary>The one whose deadline is nearest, or null.</summary>
    public PendingConnection? Oldest => _order.First?.Value;

    public void Add(PendingConnection connection, long deadline)
    {
        // Most have the same time to go, so that the place is at the end or near it.
        LinkedListNode<PendingConnection>? before = _order.Last;
        while (before is not null && before.Value.Deadline > deadline)
        {
            before = before.Previous;
        }

        connection.Deadline = deadline;
        _bySocket.Add(connection.Socket, before is null ? _order.AddFirst(connection) : _order.AddAfter(before, connection));
        Count(connection);
    }

    public void Remove(PendingConnection connection)
    {
        if (_bySocket.Remove(connection.Socket, out LinkedListNode<PendingConnection>? node))
        {
            _order.Remove(node);
            RequestBytes -= connection.CountedBytes;
            connection.CountedBytes = 0;
        }
    }

    /// <summary>Counts bytes that a connection has taken in.</summary>
    public void Count(PendingConnection connection)
    {
        RequestBytes += connection.RequestBytes - connection.CountedBytes;
        connection.CountedBytes = connection.RequestBytes;
    }

    /// <summary>How many are in the middle of a TLS handshake, and the one whose deadline is nearest.</summary>
    public (int Number, PendingConnection? Oldest) Handshakes()
    {
        int number = 0;
        PendingConnection? oldest = null;
        foreach (PendingConnection connection in _order)
        {
            if (connection is { Tls: not null, IsClosing: false })
            {
                oldest ??= connection;
                number++;
            }
        }

        return (number, oldest);
    }

    /// <summary>The connection of a socket, or null when it was removed in the meantime.</summary>
    public PendingConnection? Find(Socket socket) => _bySocket.GetValueOrDefault(socket)?.Value;

    /// <summary>Adds each socket to a list that <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, TimeSpan)"/> takes.</summary>
    public void CopySocketsTo(List<Socket> sockets)
    {
        foreach (PendingConnection connection in _order)
        {
            if (!connection.IsAway)
            {
                sockets.Add(connection.Socket);
            }
        }
    }
}
