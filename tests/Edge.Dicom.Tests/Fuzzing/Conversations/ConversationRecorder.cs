using System.Net;
using System.Net.Sockets;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>Stands between a real peer and a listener and writes down what the peer sends.</summary>
internal sealed class ConversationRecorder : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _port;

    /// <param name="port">Of the real listener, on loopback.</param>
    public ConversationRecorder(int port)
    {
        _port = port;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    /// <summary>Where the peer should connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Lets one peer talk and returns all that it sent.</summary>
    /// <param name="runPeer">Runs the peer to its end.</param>
    public async Task<byte[]> RecordAsync(Func<Task> runPeer)
    {
        using var limit = new CancellationTokenSource(Limit);
        Task<byte[]> relaying = RelayAsync(limit.Token);
        await runPeer();
        return await relaying;
    }

    public void Dispose() => _listener.Dispose();

    private async Task<byte[]> RelayAsync(CancellationToken cancellationToken)
    {
        using Socket peer = await _listener.AcceptAsync(cancellationToken);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        peer.NoDelay = true;
        await server.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
        List<byte> said = [];
        await Task.WhenAll(PumpAsync(server, peer, null, cancellationToken), PumpAsync(peer, server, said, cancellationToken));
        return [.. said];
    }

    private static async Task PumpAsync(Socket from, Socket to, List<byte>? copy, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                copy?.AddRange(buffer.AsSpan(0, count));
                await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (SocketException)
        {
            // Either side has closed, which ends the conversation.
        }

        Finish(to);
    }

    private static void Finish(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It is closed already.
        }
    }
}
