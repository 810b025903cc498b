using System.Net;
using System.Net.Sockets;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// Peers at another address that misbehave, all at once and for as long as this lives: whoever is cut off comes back.
/// </summary>
internal sealed class Siege : IAsyncDisposable
{
    private const byte Accepted = 2;

    private static readonly IPAddress Source = IPAddress.Parse("127.0.0.2");
    private static readonly TimeSpan DripInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseBeforeReturn = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();
    private readonly IReadOnlyList<Task> _peers;
    private readonly int _plainPort;
    private readonly int _tlsPort;
    private int _open;
    private long _connected;

    /// <param name="plainPort">On loopback.</param>
    /// <param name="tlsPort">On loopback.</param>
    /// <param name="kinds">What they do.</param>
    /// <param name="countOf">How many do it.</param>
    public Siege(int plainPort, int tlsPort, IReadOnlyList<Misbehaviour> kinds, Func<Misbehaviour, int> countOf)
    {
        _plainPort = plainPort;
        _tlsPort = tlsPort;
        _peers = [.. kinds.SelectMany(kind => Enumerable.Range(0, countOf(kind)).Select(_ => Task.Run(() => LiveAsync(kind))))];
    }

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections so far.</summary>
    public long Connected => Volatile.Read(ref _connected);

    /// <summary>Connections meant to be open.</summary>
    public int Count => _peers.Count;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_peers);
        _end.Dispose();
    }

    private async Task LiveAsync(Misbehaviour kind)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync(kind, _end.Token);
                await Task.Delay(PauseBeforeReturn, _end.Token);
            }
            catch (SocketException)
            {
                // Cut off; it comes back.
            }
            catch (OperationCanceledException)
            {
                // The siege is over.
            }
        }
    }

    private async Task ConnectAsync(Misbehaviour kind, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(Source, 0));
        await socket.ConnectAsync(IPAddress.Loopback, kind.ToTls ? _tlsPort : _plainPort, cancellationToken);
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _connected);
        try
        {
            await SendAsync(socket, kind.Opening, cancellationToken);
            byte[] answer = new byte[4096];
            if (kind.OnceAccepted is { } next)
            {
                if (await socket.ReceiveAsync(answer, cancellationToken) == 0 || answer[0] != Accepted)
                {
                    return;
                }

                await SendAsync(socket, next, cancellationToken);
            }

            while (kind.Flood.Length > 0)
            {
                await SendAsync(socket, kind.Flood, cancellationToken);
            }

            for (int at = 0; at < kind.Drip.Length; at++)
            {
                await Task.Delay(DripInterval, cancellationToken);
                await SendAsync(socket, kind.Drip.AsMemory(at, 1), cancellationToken);
            }

            while (await socket.ReceiveAsync(answer, cancellationToken) > 0)
            {
                // Answers change nothing.
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }
}
