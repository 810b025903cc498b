using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Network;

/// <summary>
/// The TLS of one connection to a listener: first handshake and association request, in steps that a <see cref="HandshakeWorkers"/> takes whenever bytes
/// have come, then the association itself, blocking.
/// </summary>
internal sealed class TlsChannel : IDisposable
{
    /// <summary>How long a step may wait for room in the socket's own buffer, which nothing has filled yet.</summary>
    private const int LongestSendMs = 1000;

    private const int ReadBytes = 4096;

    private readonly PendingConnection _connection;
    private readonly TlsServer _server;
    private readonly Action<PendingConnection> _stepped;
    private readonly StepStream _steps;
    private readonly SslStream _stream;
    private bool _hasStarted;
    private string? _certificateTrouble;

    /// <param name="connection">The connection, whose first TLS record has come.</param>
    /// <param name="server">How to speak TLS.</param>
    /// <param name="stepped">Told, on any thread, when a step is done: <see cref="PendingConnection"/> shows what came of it.</param>
    public TlsChannel(PendingConnection connection, TlsServer server, Action<PendingConnection> stepped)
    {
        _connection = connection;
        _server = server;
        _stepped = stepped;
        _steps = new StepStream(connection.Socket, connection.Hello!.Bytes, () => stepped(connection));
        _stream = new SslStream(_steps, leaveInnerStreamOpen: true);
        connection.Socket.SendTimeout = LongestSendMs;
    }

    /// <summary>What was agreed, once the handshake is done.</summary>
    public TlsSession? Session { get; private set; }

    /// <summary>Why it failed, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>True when the peer closed before its request was there.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True when there will be no further step.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Takes what has come. Does not throw.</summary>
    public void Step()
    {
        // Given up while it was due: in a flood of handshakes the arithmetic is for those that somebody still waits for.
        if (_connection.IsDropped)
        {
            GiveUp();
            return;
        }

        if (_hasStarted)
        {
            _steps.Supply();
            return;
        }

        _hasStarted = true;
        _ = RunAsync();
    }

    /// <summary>Ends a handshake that nobody waits for any more.</summary>
    public void Abandon() => _steps.Abandon();

    /// <summary>The reason of <see cref="Failure"/> in words.</summary>
    public string DescribeFailure()
    {
        if (_certificateTrouble is { } trouble)
        {
            return trouble;
        }

        Exception innermost = Failure!;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return innermost.Message.TrimEnd('.');
    }

    /// <summary>Hands it over to an association: reads block from now on.</summary>
    public void Block(AssociationSocket association) => _steps.Block(association);

    /// <summary>Reads; 0 when the peer has closed.</summary>
    /// <exception cref="TimeoutException">The peer was silent for too long.</exception>
    /// <exception cref="SocketException">The connection broke, or what came is no TLS.</exception>
    public int Read(Span<byte> buffer)
    {
        try
        {
            return _stream.Read(buffer);
        }
        catch (IOException failed)
        {
            throw Unwrap(failed);
        }
    }

    /// <summary>Writes all of it.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException failed)
        {
            throw Unwrap(failed);
        }
    }

    /// <summary>Writes the last bytes, and says that nothing follows. False when the connection took no more.</summary>
    public bool TryWriteLast(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
            return _stream.ShutdownAsync().IsCompletedSuccessfully;
        }
        catch (Exception gone) when (gone is IOException or SocketException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Frees what the handshake made; the socket is not touched.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _steps.Dispose();
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "The edge of a handshake: whatever a peer's bytes make the TLS library throw costs this connection and is reported.")]
    private async Task RunAsync()
    {
        try
        {
            await _stream.AuthenticateAsServerAsync(_server.Options(why => _certificateTrouble = why), CancellationToken.None).ConfigureAwait(false);
            Session = new TlsSession(
                _stream.SslProtocol.ToString(),
                _stream.NegotiatedCipherSuite.ToString(),
                _stream.RemoteCertificate is X509Certificate2 peer ? CertificateTrouble.Subject(peer) : null);
            byte[] buffer = new byte[ReadBytes];
            while (!IsClosed && _connection.NeedsMore)
            {
                // Never more than the request: what follows it belongs to the association.
                int count = await _stream.ReadAsync(buffer.AsMemory(0, _connection.BytesWanted(buffer.Length)), CancellationToken.None).ConfigureAwait(false);
                IsClosed = count == 0;
                _connection.Take(buffer.AsSpan(0, count));
            }
        }
        catch (Exception failed)
        {
            Failure = failed;
        }

        IsFinished = true;
        _stepped(_connection);
    }

    private void GiveUp()
    {
        if (_hasStarted)
        {
            _steps.Abandon();
            return;
        }

        Failure = new SocketException((int)SocketError.OperationAborted);
        IsFinished = true;
        _stepped(_connection);
    }

    private static SocketException Unwrap(IOException failed)
    {
        if (failed.InnerException is TimeoutException or SocketException)
        {
            ExceptionDispatchInfo.Throw(failed.InnerException);
        }

        // It ended in the middle of a record, or a record was damaged.
        return new SocketException((int)SocketError.ConnectionAborted);
    }
}
