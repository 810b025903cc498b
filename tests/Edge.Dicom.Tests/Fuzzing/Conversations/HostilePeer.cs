using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>Plays a hostile conversation to a port.</summary>
internal static class HostilePeer
{
    /// <summary>Plays it and returns the type of the first PDU that came back, -1 when none did.</summary>
    /// <param name="port">On loopback.</param>
    /// <param name="conversation">What to say and how to end.</param>
    /// <param name="limit">How long the other side may take to close after we said that nothing follows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">The other side neither read on nor closed.</exception>
    public static async Task<int> PlayAsync(int port, HostileConversation conversation, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        var clock = Stopwatch.StartNew();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, limited.Token);
            if (conversation.Ending != HostileEnding.Finish)
            {
                return await SayAsync(socket, conversation, limited.Token);
            }

            int[] both = await Task.WhenAll(ReadAsync(socket, limited.Token), SayAsync(socket, conversation, limited.Token));
            return both[0];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The listener neither answered nor closed in {clock.Elapsed.TotalSeconds:F0} s.");
        }
    }

    private static async Task<int> SayAsync(Socket socket, HostileConversation conversation, CancellationToken cancellationToken)
    {
        try
        {
            foreach (byte[] part in conversation.Parts)
            {
                for (ReadOnlyMemory<byte> rest = part; !rest.IsEmpty;)
                {
                    rest = rest[await socket.SendAsync(rest, cancellationToken)..];
                }
            }

            if (conversation.Ending == HostileEnding.Finish)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // The other side has had enough of it; what it answered is being read.
        }

        if (conversation.Ending == HostileEnding.Reset)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        return -1;
    }

    private static async Task<int> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[4096];
        int first = -1;
        try
        {
            while (await socket.ReceiveAsync(answer, cancellationToken) is > 0)
            {
                first = first < 0 ? answer[0] : first;
            }
        }
        catch (SocketException)
        {
            // A reset ends a conversation too.
        }

        return first;
    }
}
