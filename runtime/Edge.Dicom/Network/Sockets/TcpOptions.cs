using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>Linux socket options that .NET has no names for (tcp(7), socket(7)); elsewhere they are left alone.</summary>
internal static class TcpOptions
{
    private const int SolSocket = 1;
    private const int SoReceiveLowWater = 18;
    private const int IpProtoTcp = 6;
    private const int TcpQuickAck = 12;

    private static ReadOnlySpan<byte> One => [1, 0, 0, 0];

    /// <summary>
    /// Acknowledges what has come at once. The kernel forgets it, so it is set after every receive: a sender with Nagle's algorithm on
    /// holds back the short end of each message until the acknowledgement, which would otherwise wait 40 ms for company.
    /// </summary>
    public static void AcknowledgeNow(Socket socket)
    {
        Set(socket, IpProtoTcp, TcpQuickAck, One);
    }

    /// <summary>Lets the socket count as readable only from so many bytes on, so that a peer that drips costs no wake-ups.</summary>
    public static void SetReceiveLowWater(Socket socket, int bytes)
    {
        Span<byte> value = stackalloc byte[4];
        BitConverter.TryWriteBytes(value, bytes);
        Set(socket, SolSocket, SoReceiveLowWater, value);
    }

    private static void Set(Socket socket, int level, int option, ReadOnlySpan<byte> value)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            socket.SetRawSocketOption(level, option, value);
        }
        catch (SocketException)
        {
            // The connection is gone, as the next receive will say.
        }
    }
}
