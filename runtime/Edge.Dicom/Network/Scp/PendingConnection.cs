using System.Net;
using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>A connection that is no association yet, or none any more: it waits for an A-ASSOCIATE-RQ or for the peer to close.</summary>
internal sealed class PendingConnection : IPduSink, IDisposable
{
    /// <summary>Bytes that a peer may still send after its association has ended; then the connection is cut.</summary>
    private const int MaxDiscardedBytes = 1024 * 1024;

    /// <summary>Should a socket that was called readable have nothing after all, the thread that serves all of them waits no longer.</summary>
    private const int LongestReceiveMs = 20;

    private readonly PduDecoder _decoder;
    private int _discardedBytes;

    /// <summary>A connection just accepted, in PS3.8 state 2.</summary>
    public PendingConnection(Socket socket, long id, long acceptedAt, bool speaksTls)
    {
        Hello = speaksTls ? new TlsHello() : null;
        Socket = socket;
        Id = id;
        AcceptedAt = acceptedAt;
        Remote = (IPEndPoint)socket.RemoteEndPoint!;
        Local = (IPEndPoint)socket.LocalEndPoint!;
        _decoder = new PduDecoder(this);
        Socket.ReceiveTimeout = LongestReceiveMs;
        Machine.Apply(UpperLayerEvent.TransportAccepted);
    }

    public Socket Socket { get; }

    public long Id { get; }

    /// <summary>Timestamp of the accept.</summary>
    public long AcceptedAt { get; }

    /// <summary>Timestamp at which ARTIM expires.</summary>
    public long Deadline { get; set; }

    public IPEndPoint Remote { get; }

    public IPEndPoint Local { get; }

    public UpperLayerMachine Machine { get; } = new(AssociationRole.Acceptor);

    /// <summary>The whole request, once it has come.</summary>
    public AssociateRequestPdu? Request { get; private set; }

    /// <summary>True from when our last PDU is sent: what still comes is thrown away (PS3.8 state 13, AA-6).</summary>
    public bool IsClosing { get; set; }

    /// <summary>The first TLS record; null where plain DICOM is spoken.</summary>
    public TlsHello? Hello { get; }

    /// <summary>Its TLS, from when the first record is whole; null where plain DICOM is spoken.</summary>
    public TlsChannel? Tls { get; set; }

    /// <summary>True while a step of its handshake is due or taken on another thread.</summary>
    public bool IsAway { get; set; }

    /// <summary>True when its handshake was seen to be done, so that it has ARTIM for its request.</summary>
    public bool HasSession { get; set; }

    /// <summary>True when it was given up while its handshake was not finished.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Bytes of the first TLS record and of the request so far.</summary>
    public int RequestBytes { get; private set; }

    /// <summary>Those of <see cref="RequestBytes"/> that were counted.</summary>
    public int CountedBytes { get; set; }

    /// <summary>True until the request is whole, or the peer has aborted.</summary>
    public bool NeedsMore => !_decoder.Stopped;

    /// <summary>True until the first TLS record is whole.</summary>
    public bool AwaitsHello => Hello is { BytesWanted: > 0 };

    /// <summary>Bytes worth waking up for, at most <paramref name="most"/>.</summary>
    public int BytesWanted(int most) =>
        IsClosing || IsAway ? 1 : Math.Min(AwaitsHello ? Hello!.BytesWanted : _decoder.BytesWanted, most);

    /// <summary>
    /// Takes what has come: never more than the request, since what follows it belongs to the association. False when the peer has
    /// closed, or has been thrown away enough. Does not wait: the kernel may call a socket readable before its low-water mark is reached,
    /// when its window is small, but a receive would then wait for the mark.
    /// </summary>
    /// <exception cref="PduFormatException">What came is no A-ASSOCIATE-RQ.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public bool Read(byte[] scratch)
    {
        TcpOptions.SetReceiveLowWater(Socket, 1);
        int wanted = IsClosing ? scratch.Length : BytesWanted(scratch.Length);
        int count = Socket.Receive(scratch, 0, wanted, SocketFlags.None, out SocketError error);
        if (error is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return true;
        }

        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }

        if (count == 0)
        {
            return false;
        }

        if (IsClosing)
        {
            _discardedBytes += count;
            return _discardedBytes <= MaxDiscardedBytes;
        }

        Take(scratch.AsSpan(0, count));
        return true;
    }

    /// <summary>Takes bytes of the request, or of the first TLS record while that is not whole.</summary>
    /// <exception cref="PduFormatException">They are of neither.</exception>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        RequestBytes += bytes.Length;
        if (AwaitsHello)
        {
            Hello!.Take(bytes);
        }
        else
        {
            _decoder.Feed(bytes);
        }
    }

    /// <inheritdoc/>
    public void OnHeader(PduType type, uint length)
    {
        if (type is not (PduType.AssociateRequest or PduType.Abort))
        {
            throw new PduFormatException(AbortReason.UnexpectedPdu, $"{type} came where an A-ASSOCIATE-RQ must.");
        }
    }

    /// <inheritdoc/>
    public void OnBody(PduType type, ReadOnlySpan<byte> body)
    {
        _decoder.Stopped = true;
        if (type == PduType.Abort)
        {
            Machine.Apply(UpperLayerEvent.AbortReceived);
            return;
        }

        Request = AssociateRequestPdu.Read(body);
        Machine.Apply(UpperLayerEvent.AssociateRequestReceived);
    }

    /// <inheritdoc/>
    public void OnFragment(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece) =>
        throw new PduFormatException(AbortReason.UnexpectedPdu, "Data came before an association.");

    /// <summary>Frees what the request took; neither the socket nor TLS is touched.</summary>
    public void Dispose() => _decoder.Dispose();
}
