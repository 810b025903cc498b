using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>The pending connections in the order of their deadlines, which all lie one ARTIM ahead of when they were added.</summary>
internal sealed class PendingConnections
{
    private readonly LinkedList<PendingConnection> _order = new();
    private readonly Dictionary<Socket, LinkedListNode<PendingConnection>> _bySocket = [];

    public int Count => _order.Count;

    /// <summary>Bytes of requests that all of them hold.</summary>
    public int RequestBytes { get; private set; }

    /// <summary>The one whose deadline is nearest, or null.</summary>
    public PendingConnection? Oldest => _order.First?.Value;

    public void Add(PendingConnection connection, long deadline)
    {
        connection.Deadline = deadline;
        _bySocket.Add(connection.Socket, _order.AddLast(connection));
        RequestBytes += connection.RequestBytes;
    }

    public void Remove(PendingConnection connection)
    {
        if (_bySocket.Remove(connection.Socket, out LinkedListNode<PendingConnection>? node))
        {
            _order.Remove(node);
            RequestBytes -= connection.RequestBytes;
        }
    }

    /// <summary>Counts bytes that a connection has just taken in.</summary>
    public void Grow(int bytes) => RequestBytes += bytes;

    /// <summary>The connection of a socket, or null when it was removed in the meantime.</summary>
    public PendingConnection? Find(Socket socket) => _bySocket.GetValueOrDefault(socket)?.Value;

    /// <summary>Adds each socket to a list that <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, TimeSpan)"/> takes.</summary>
    public void CopySocketsTo(List<Socket> sockets)
    {
        foreach (PendingConnection connection in _order)
        {
            sockets.Add(connection.Socket);
        }
    }
}
