using System.Diagnostics;
using System.Runtime.InteropServices;
using Edge.Mqtt.Libmosquitto;

namespace Edge.Mqtt;

/// <summary>One connection, from the attempt until it is lost: the socket, its deadlines, and why it ended.</summary>
internal sealed class LinkConnection(MosquittoClient client, MqttLinkOptions options, Wakeup wakeup)
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(1);

    /// <summary>The library does not tell whether a TLS handshake waits for reading or writing, so that it is looked at this often.</summary>
    private static readonly TimeSpan HandshakePoll = TimeSpan.FromMilliseconds(20);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private bool _tcpUp;
    private string? _socketError;
    private string? _complaint;
    private string? _dropped;
    private MosquittoError _error;

    /// <summary>The broker has accepted it.</summary>
    public bool Accepted { get; private set; }

    /// <summary>When the broker accepted it (<see cref="Stopwatch"/>).</summary>
    public long AcceptedAt { get; private set; }

    /// <summary>What the broker said when it refused or closed the connection; null when it said nothing.</summary>
    public MqttReasonCode? Refusal { get; private set; }

    /// <summary>It is over.</summary>
    public bool Ended => _dropped is not null || _error != MosquittoError.Success || client.Socket < 0;

    /// <summary>Why it is over, in words.</summary>
    public string Reason =>
        _dropped
        ?? (Refusal is { } refusal ? Invariant($"the broker said 0x{(int)refusal:X2} {refusal}") : null)
        ?? _socketError
        ?? _complaint
        ?? (_error != MosquittoError.Success ? MosquittoClient.Text(_error) : "the broker closed the connection");

    /// <summary>Begins to connect.</summary>
    public void Begin()
    {
        try
        {
            _error = client.Connect();
        }
        catch (MqttException unusable)
        {
            // A login file that is being written is whole at the next attempt.
            _dropped = unusable.Message;
            return;
        }

        switch (_error)
        {
            case MosquittoError.Errno:
                _socketError = Marshal.GetLastPInvokeErrorMessage();
                break;
            case MosquittoError.AddressInfo:
                _socketError = $"the name {options.Host} was not resolved";
                break;
            case MosquittoError.Success:
                // Otherwise a child process would inherit the socket and hold the connection open after this one has closed it.
                _ = Libc.Control(client.Socket, Libc.SetDescriptorFlags, Libc.CloseOnExec);
                break;
            default:
                break;
        }
    }

    /// <summary>Waits for the next thing to happen and lets the library deal with it.</summary>
    public void Turn()
    {
        int socket = client.Socket;
        bool handshaking = options.Tls is not null && _tcpUp && !Accepted;
        LinkPoll seen = LinkPoll.Wait(socket, !handshaking && client.WantsWrite, wakeup, handshaking ? HandshakePoll : LongestWait());
        _tcpUp |= seen.Writable || seen.Readable;
        if (seen.Broken)
        {
            _socketError = LinkPoll.SocketError(socket) ?? _socketError;
        }

        if (seen.Readable || handshaking)
        {
            Note(client.Read());
            AcknowledgeAtOnce(client.Socket);
        }

        if (!Ended && (seen.Writable || handshaking))
        {
            Note(client.Write());
        }

        if (!Ended)
        {
            Note(client.KeepAlive());
        }

        if (seen.Broken && !Accepted && !Ended)
        {
            Drop(_socketError ?? "the broker closed the connection during the handshake");
        }
        else if (!Accepted && !Ended && Stopwatch.GetElapsedTime(_begun) > options.ConnectTimeout)
        {
            Drop(Invariant($"no answer from the broker within {options.ConnectTimeout.TotalSeconds:0.#} s"));
        }
    }

    /// <summary>Takes note of a library's result; the first error counts.</summary>
    public void Note(MosquittoError result)
    {
        if (_error == MosquittoError.Success)
        {
            _error = result;
        }
    }

    /// <summary>The broker has answered CONNECT.</summary>
    public void Answer(MqttReasonCode reason)
    {
        if (reason == MqttReasonCode.Success)
        {
            Accepted = true;
            AcceptedAt = Stopwatch.GetTimestamp();
        }
        else
        {
            Refusal ??= reason;
        }
    }

    /// <summary>The library says that the connection is gone.</summary>
    public void Lose(int code)
    {
        const int firstRefusal = 0x80;
        if (code >= firstRefusal)
        {
            Refusal ??= (MqttReasonCode)code;
        }
        else
        {
            Note((MosquittoError)code);
        }
    }

    /// <summary>The library complains, for example about a certificate.</summary>
    public void Complain(string text) => _complaint = text;

    /// <summary>Ends the connection without a goodbye, so that the broker keeps session and will.</summary>
    public void Drop(string reason)
    {
        _dropped ??= reason;
        int socket = client.Socket;
        if (socket >= 0)
        {
            _ = Libc.Shutdown(socket, Libc.ShutdownBoth);
            _ = client.Read();
        }
    }

    /// <summary>
    /// Has the kernel acknowledge what was read now, and not up to 40 ms later: a broker with Nagle's algorithm on, mosquitto as it comes, holds the end of each
    /// message back until then. It holds for the next segments alone (tcp(7), TCP_QUICKACK).
    /// </summary>
    private static void AcknowledgeAtOnce(int socket)
    {
        if (socket >= 0)
        {
            _ = Libc.SetSocketOption(socket, Libc.TcpLevel, Libc.TcpQuickAck, 1, sizeof(int));
        }
    }

    private TimeSpan LongestWait()
    {
        TimeSpan left = Accepted ? LongestPoll : options.ConnectTimeout - Stopwatch.GetElapsedTime(_begun);
        return left < LongestPoll ? left : LongestPoll;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
