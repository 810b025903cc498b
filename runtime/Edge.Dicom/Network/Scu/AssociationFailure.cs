namespace Edge.Dicom.Network;

/// <summary>Why an association that we opened did not come about or ended too early.</summary>
public enum AssociationFailure
{
    /// <summary>No connection: refused, unknown host, or no route.</summary>
    Unreachable,

    /// <summary>No TLS came about, or the peer ended it: versions, cipher suites or certificates do not fit.</summary>
    TlsFailed,

    /// <summary>The peer did not answer in time.</summary>
    TimedOut,

    /// <summary>The peer rejected it; <see cref="DicomAssociationException.Rejection"/> says why.</summary>
    Rejected,

    /// <summary>The peer aborted it.</summary>
    Aborted,

    /// <summary>The peer released it before we had done.</summary>
    ReleasedByPeer,

    /// <summary>The connection broke.</summary>
    ConnectionLost,

    /// <summary>The peer broke the protocol, and was aborted.</summary>
    ProtocolError,
}
