using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>The pending connections in the order of their deadlines, which all lie one ARTIM ahead of when they were added.</summary>
internal sealed class PendingConnections
{
    private readonly LinkedList<PendingConnection> order = new();
    private readonly Dictionary<Socket, LinkedListNode<PendingConnection>> bySocket = [];

    public int Count => order.Count;

    /// <summary>Bytes of requests that all of them hold.</summary>
    public int RequestBytes { get; private set; }

    /// <summary>The one whose deadline is nearest, or null.</summary>
    public PendingConnection? Oldest => order.First?.Value;

    public void Add(PendingConnection connection, long deadline)
    {
        connection.Deadline = deadline;
        bySocket.Add(connection.Socket, order.AddLast(connection));
        RequestBytes += connection.RequestBytes;
    }

    public void Remove(PendingConnection connection)
    {
        if (bySocket.Remove(connection.Socket, out LinkedListNode<PendingConnection>? node))
        {
            order.Remove(node);
            RequestBytes -= connection.RequestBytes;
        }
    }

    /// <summary>Counts bytes that a connection has just taken in.</summary>
    public void Grow(int bytes) => RequestBytes += bytes;

    /// <summary>The connection of a socket, or null when it was removed in the meantime.</summary>
    public PendingConnection? Find(Socket socket) => bySocket.GetValueOrDefault(socket)?.Value;

    /// <summary>Adds each socket to a list that <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, TimeSpan)"/> takes.</summary>
    public void CopySocketsTo(List<Socket> sockets)
    {
        foreach (PendingConnection connection in order)
        {
            sockets.Add(connection.Socket);
        }
    }
}
