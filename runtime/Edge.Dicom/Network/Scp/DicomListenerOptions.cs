using System.Net;

namespace Edge.Dicom.Network;

/// <summary>How a <see cref="DicomListener"/> behaves. Each limit bounds what a peer can cost.</summary>
public sealed record DicomListenerOptions
{
    /// <summary>Where to listen. Default: every IPv4 address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>TCP port, 0 to 65535; 0 takes a free one. DICOM's own are 104 and 11112 (PS3.8 9.1.1).</summary>
    public required int Port { get; init; }

    /// <summary>
    /// Says whether an address may connect at all; a connection that may not is closed before anything is read. Null: any. Called on the thread that
    /// meets every new connection: it must not block.
    /// </summary>
    public Func<IPAddress, bool>? Admits { get; init; }

    /// <summary>
    /// Says whether to take an association. Called on the thread that meets every new connection: it must not block. A blank or
    /// ill-formed AE title and a wrong application context are refused before it is asked, too many associations after.
    /// </summary>
    public required Func<AssociationRequest, AssociationDecision> Decide { get; init; }

    /// <summary>
    /// Checks who the peer's user is, and says whether to take an association that <see cref="Decide"/> takes. Called on the association's thread before
    /// it is answered; it may block, for instance to check a password. Null: identities are not looked at.
    /// </summary>
    public Func<AssociationRequest, AssociationDecision>? Identify { get; init; }

    /// <summary>How TLS is spoken, asked at each connection, so that certificates can change; it returns null while there is none. Null: plain DICOM is spoken.</summary>
    public Func<TlsServer?>? Tls { get; init; }

    /// <summary>Makes the receiver of one object; called on the association's thread, under the exception rules of <see cref="StoreReceiver"/>.</summary>
    public required Func<StoreRequest, StoreReceiver> Receive { get; init; }

    /// <summary>Storage commitment; null: not offered. Default: null.</summary>
    public CommitmentDesk? Commitment { get; init; }

    /// <summary>Told once for each connection when it ends, on whichever thread ended it. Must not throw.</summary>
    public Action<AssociationReport>? Ended { get; init; }

    /// <summary>Accept SOP classes that PS3.6 does not list, such as private ones, for storage. Default: false.</summary>
    public bool AcceptUnknownSopClasses { get; init; }

    /// <summary>Open associations, 1 to 1024; one more is rejected "local limit exceeded". Default: 32. Not looked at where there is a <see cref="Quota"/>.</summary>
    public int MaxAssociations { get; init; } = 32;

    /// <summary>Limits that this listener shares with others; null: <see cref="MaxAssociations"/> alone, for this one.</summary>
    public AssociationQuota? Quota { get; init; }

    /// <summary>
    /// Connections without an association yet, or closing, 16 to 16384; one more closes the oldest. Each costs a socket and what it
    /// has sent of its request. Fewer where half of the process's file descriptors would not be enough for them. Default: 4096.
    /// </summary>
    public int MaxPendingConnections { get; init; } = 4096;

    /// <summary>Bytes that all pending connections together may have sent of their requests; beyond it the oldest is closed. Default: 16 MiB.</summary>
    public int MaxPendingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Largest P-DATA-TF that peers may send, told to them as Maximum Length, 4 KiB to 16 MiB. A longer one aborts. It costs no
    /// memory here. Default: 256 KiB.
    /// </summary>
    public int MaxPduBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes of the one receive buffer of each association, 8 KiB to 4 MiB. Default: 128 KiB.</summary>
    public int ReceiveBufferBytes { get; init; } = 128 * 1024;

    /// <summary>Largest data set, at least 1 MiB; a larger one is refused A700. Default: 16 GiB.</summary>
    public long MaxObjectBytes { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>TLS handshakes in progress, 1 to 4096; one more ends the one that has taken longest. Each costs about 64 KiB. Default: 256.</summary>
    public int MaxHandshakes { get; init; } = 256;

    /// <summary>How long a peer may take for the TLS handshake. More than 0, at most a minute. Default: 5 seconds.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a peer may take for its whole A-ASSOCIATE-RQ, and to close at the end: ARTIM (PS3.8 9.1.5). More than 0, at most 10 minutes. Default: 30 seconds.</summary>
    public TimeSpan ArtimTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an association may be open with nothing going on, at most a day. Default: 10 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a peer may stop in the middle of a message, or not take a response. More than 0, at most 10 minutes. Default: 30 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least average rate of a message that takes longer than <see cref="StallTimeout"/>, in bytes a second, 0 to 1 MiB. Default: 1024.</summary>
    public int MinBytesPerSecond { get; init; } = 1024;

    /// <summary>Every error at once; empty when the options can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(errors, Port is >= 0 and <= 65535, nameof(Port), "0 to 65535");
        Check(errors, MaxAssociations is >= 1 and <= 1024, nameof(MaxAssociations), "1 to 1024");
        Check(errors, MaxPendingConnections is >= 16 and <= 16384, nameof(MaxPendingConnections), "16 to 16384");
        Check(errors, MaxPendingBytes >= PduLimits.AssociateMaxBytes, nameof(MaxPendingBytes), $"at least {PduLimits.AssociateMaxBytes}");
        Check(errors, MaxPduBytes is >= 4096 and <= 16 * 1024 * 1024, nameof(MaxPduBytes), "4096 to 16777216");
        Check(errors, ReceiveBufferBytes is >= 8192 and <= 4 * 1024 * 1024, nameof(ReceiveBufferBytes), "8192 to 4194304");
        Check(errors, MaxObjectBytes >= 1024 * 1024, nameof(MaxObjectBytes), "at least 1048576");
        Check(errors, MaxHandshakes is >= 1 and <= 4096, nameof(MaxHandshakes), "1 to 4096");
        Check(errors, HandshakeTimeout > TimeSpan.Zero && HandshakeTimeout <= TimeSpan.FromMinutes(1), nameof(HandshakeTimeout), "up to a minute");
        Check(errors, ArtimTimeout > TimeSpan.Zero && ArtimTimeout <= TimeSpan.FromMinutes(10), nameof(ArtimTimeout), "up to 10 minutes");
        Check(errors, IdleTimeout > TimeSpan.Zero && IdleTimeout <= TimeSpan.FromDays(1), nameof(IdleTimeout), "up to a day");
        Check(errors, StallTimeout > TimeSpan.Zero && StallTimeout <= TimeSpan.FromMinutes(10), nameof(StallTimeout), "up to 10 minutes");
        Check(errors, MinBytesPerSecond is >= 0 and <= 1024 * 1024, nameof(MinBytesPerSecond), "0 to 1048576");
        return errors;
    }

    private static void Check(List<string> errors, bool holds, string name, string range)
    {
        if (!holds)
        {
            errors.Add($"{name} must be {range}.");
        }
    }
}
