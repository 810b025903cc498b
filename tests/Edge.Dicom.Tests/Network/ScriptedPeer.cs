using System.Net;
using System.Net.Sockets;

namespace Edge.Dicom.Tests.Network;

/// <summary>An acceptor that answers each PDU it gets with the next bytes of a script, for what no well-behaved peer does.</summary>
public sealed class ScriptedPeer : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);

    public ScriptedPeer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        _listener.Listen();
    }

    /// <summary>A-ASSOCIATE-AC for context 1 in Implicit VR Little Endian; the peer takes 16 KiB.</summary>
    public static readonly byte[] Acceptance = Wire.Pdu(
        2,
        [
            0, 1, .. new byte[66], .. Wire.Item(0x10, Wire.ApplicationContext),
            .. Wire.Item(0x21, [1, 0, 0, 0, .. Wire.Item(0x40, Wire.ImplicitLittle)]),
            .. Wire.Item(0x50, [.. Wire.MaximumLength(16384), .. Wire.Item(0x52, "1.2.3")]),
        ]);

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Serves one connection and returns the types of the PDUs that came, the last of them once the other side closed.</summary>
    public async Task<string> RunAsync(params byte[][] script)
    {
        using var limit = new CancellationTokenSource(ListeningStore.Patience);
        using Socket socket = await _listener.AcceptAsync(limit.Token);
        var types = new List<byte>();
        byte[] header = new byte[6];
        for (int step = 0; await FillAsync(socket, header, limit.Token); step++)
        {
            types.Add(header[0]);
            byte[] body = new byte[(header[4] << 8) | header[5]];
            await FillAsync(socket, body, limit.Token);
            if (step < script.Length && script[step].Length > 0)
            {
                await socket.SendAsync(script[step], limit.Token);
            }
        }

        return string.Join(' ', types);
    }

    /// <summary>Accepts, takes the first PDU of a message, says its last words and closes with the rest unread, which resets the connection.</summary>
    public async Task HangUpAsync(params byte[] lastWords)
    {
        using var limit = new CancellationTokenSource(ListeningStore.Patience);
        using Socket socket = await _listener.AcceptAsync(limit.Token);
        await TakeAsync(socket, limit.Token);
        await socket.SendAsync(Acceptance, limit.Token);
        await TakeAsync(socket, limit.Token);
        await socket.SendAsync(lastWords, limit.Token);
    }

    /// <summary>Accepts the association and then repeats one PDU until the other side has had enough.</summary>
    public async Task FloodAsync(byte[] pdu)
    {
        using var limit = new CancellationTokenSource(ListeningStore.Patience);
        using Socket socket = await _listener.AcceptAsync(limit.Token);
        await TakeAsync(socket, limit.Token);
        await socket.SendAsync(Acceptance, limit.Token);
        while (true)
        {
            await socket.SendAsync(pdu, limit.Token);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, for a script that the other side may break off at any step.</summary>
    public async Task RunDamagedAsync(params byte[][] script)
    {
        try
        {
            await RunAsync(script);
        }
        catch (SocketException)
        {
            // The other side has had enough, which is as good an end as any.
        }
    }

    public void Dispose() => _listener.Dispose();

    private static async Task TakeAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] header = new byte[6];
        await FillAsync(socket, header, cancellationToken);
        await FillAsync(socket, new byte[(header[4] << 8) | header[5]], cancellationToken);
    }

    private static async Task<bool> FillAsync(Socket socket, byte[] destination, CancellationToken cancellationToken)
    {
        int at = 0;
        while (at < destination.Length)
        {
            int count = await socket.ReceiveAsync(destination.AsMemory(at), cancellationToken);
            if (count == 0)
            {
                return false;
            }

            at += count;
        }

        return true;
    }
}
