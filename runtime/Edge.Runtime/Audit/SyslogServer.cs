using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Edge.Contracts;
using Edge.Dicom.Network;

namespace Edge.Runtime.Audit;

/// <summary>
/// Sends messages to a syslog server, a connection for each batch. Syslog has no answers (RFC 5425 6.3 and 4.4): that the server has read everything is known by its closing its side, in
/// order, after we have closed ours.
/// </summary>
/// <param name="config">The server.</param>
internal sealed class SyslogServer(SyslogConfig config)
{
    /// <summary>Longest that a batch may take, connecting included.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Where it is.</summary>
    public string Address { get; } = $"{config.Host}:{config.Port ?? SyslogConfig.DefaultPort}";

    /// <summary>Sends messages, each with its length before it. On return the server has read all of them; after a failure it may have read some.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be reached, is not believed, or broke off; the message says why.</exception>
    public async Task SendAsync(IEnumerable<byte[]> messages, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        string? refused = null;
        try
        {
            SslClientAuthenticationOptions options = TlsClient.Load(config.Tls?.Ca, config.Tls?.Certificate, config.Tls?.Key, config.Tls?.ServerName)
                .Options(config.Host, why => refused = why);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(config.Host, config.Port ?? SyslogConfig.DefaultPort, limited.Token);
            await using var network = new NetworkStream(socket);
            await using var secure = new SslStream(network, leaveInnerStreamOpen: true);
            await secure.AuthenticateAsClientAsync(options, limited.Token);
            foreach (byte[] message in messages)
            {
                await secure.WriteAsync(message, limited.Token);
            }

            await secure.FlushAsync(limited.Token);
            await secure.ShutdownAsync().WaitAsync(limited.Token);
            socket.Shutdown(SocketShutdown.Send);
            byte[] nothing = new byte[1024];

            // A server that refuses our certificate says so as late as here (RFC 8446 4.4.2.4 and Appendix D.3): an alert, which is an exception.
            while (await secure.ReadAsync(nothing, limited.Token) > 0)
            {
                // It has nothing to say.
            }
        }
        catch (Exception failure) when (failure is SocketException or AuthenticationException or TlsFileException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException(
                failure is OperationCanceledException ? $"It did not take everything within {Limit.TotalSeconds} s." : refused ?? failure.GetBaseException().Message, failure);
        }
    }
}
