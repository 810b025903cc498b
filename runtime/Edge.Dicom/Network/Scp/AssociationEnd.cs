namespace Edge.Dicom.Network;

/// <summary>How a connection to a listener ended.</summary>
public enum AssociationEnd
{
    /// <summary>Released by the peer, as it should be.</summary>
    Released,

    /// <summary>Refused with A-ASSOCIATE-RJ.</summary>
    Rejected,

    /// <summary>Refused with A-ASSOCIATE-RJ because of its user identity.</summary>
    UserRefused,

    /// <summary>Closed before anything was read: its address may not connect.</summary>
    AddressRefused,

    /// <summary>No TLS came about on a port that speaks only TLS.</summary>
    TlsFailed,

    /// <summary>The peer sent A-ABORT.</summary>
    AbortedByPeer,

    /// <summary>The peer broke the protocol, for instance because it speaks another one, and was aborted.</summary>
    ProtocolError,

    /// <summary>The peer was silent or too slow for longer than allowed.</summary>
    TimedOut,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The listener was stopped, or made room for another peer.</summary>
    Stopped,

    /// <summary>Our own code failed; <see cref="AssociationReport.Error"/> says how.</summary>
    Failed,
}
