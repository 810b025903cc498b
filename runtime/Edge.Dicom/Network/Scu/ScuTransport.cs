using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Edge.Dicom.Network;

/// <summary>The bytes of an association that we opened: a socket, with TLS over it or without.</summary>
internal sealed class ScuTransport : IDisposable
{
    private static readonly TimeSpan LastWordsLimit = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket;
    private SslStream? _tls;
    private string? _certificateTrouble;

    private ScuTransport(Socket socket) => _socket = socket;

    /// <summary>Connects, and shakes hands where TLS is asked for.</summary>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="DicomAssociationException">No TLS came about.</exception>
    public static async Task<ScuTransport> ConnectAsync(DicomAssociationOptions options, CancellationToken cancellationToken)
    {
        var transport = new ScuTransport(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        try
        {
            await transport._socket.ConnectAsync(options.Host, options.Port, cancellationToken);
            if (options.Tls is { } tls)
            {
                await transport.SecureAsync(tls, options.Host, cancellationToken);
            }

            return transport;
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>Sends some of the bytes and says how many.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="DicomAssociationException">The peer ended TLS.</exception>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_tls is null)
        {
            return await _socket.SendAsync(bytes, cancellationToken);
        }

        try
        {
            await _tls.WriteAsync(bytes, cancellationToken);
            return bytes.Length;
        }
        catch (IOException failed)
        {
            throw Translate(failed);
        }
    }

    /// <summary>Receives; 0 when the peer has closed. With an empty buffer it waits until there is something to receive.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="DicomAssociationException">The peer ended TLS.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_tls is null)
        {
            return await _socket.ReceiveAsync(buffer, cancellationToken);
        }

        try
        {
            return await _tls.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException failed)
        {
            throw Translate(failed);
        }
    }

    /// <summary>Receives what has come already; 0 when there is nothing.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="DicomAssociationException">The peer ended TLS.</exception>
    public async ValueTask<int> ReceiveRestAsync(Memory<byte> buffer, TimeProvider timeProvider)
    {
        if (_tls is null)
        {
            return _socket.Available > 0 ? _socket.Receive(buffer.Span) : 0;
        }

        using var limit = new CancellationTokenSource(LastWordsLimit, timeProvider);
        try
        {
            return await ReceiveAsync(buffer, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Acknowledges at once what has come.</summary>
    public void AcknowledgeNow() => TcpOptions.AcknowledgeNow(_socket);

    /// <summary>Closes it in good order.</summary>
    public async Task CloseAsync()
    {
        try
        {
            if (_tls is not null)
            {
                await _tls.ShutdownAsync();
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or InvalidOperationException)
        {
            // The peer has closed first.
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tls?.Dispose();
        _socket.Dispose();
    }

    private async Task SecureAsync(TlsClient client, string host, CancellationToken cancellationToken)
    {
        _tls = new SslStream(new NetworkStream(_socket, ownsSocket: false));
        try
        {
            await _tls.AuthenticateAsClientAsync(client.Options(host, why => _certificateTrouble = why), cancellationToken);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            string why = _certificateTrouble is { } trouble ? $"{trouble}." : $"{Innermost(failed)}.";
            throw new DicomAssociationException(AssociationFailure.TlsFailed, $"No TLS with {host}: {why}", failed);
        }
    }

    private static Exception Translate(IOException failed) => failed.InnerException is SocketException broken
        ? broken
        : new DicomAssociationException(AssociationFailure.TlsFailed, $"The peer ended TLS: {Innermost(failed)}.", failed);

    private static string Innermost(Exception failed)
    {
        Exception innermost = failed;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return innermost.Message.TrimEnd('.');
    }
}
