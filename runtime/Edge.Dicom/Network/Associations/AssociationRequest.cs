using System.Net;

namespace Edge.Dicom.Network;

/// <summary>What a peer asks for when it opens an association (PS3.8 7.1.1). Titles and UIDs are as sent: never trust them in a path.</summary>
public sealed record AssociationRequest
{
    /// <summary>Number of the connection since the listener started; joins log lines.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>AE title of the sender, 1 to 16 characters, valid by <see cref="AeTitle.IsValid"/>.</summary>
    public required string CallingAeTitle { get; init; }

    /// <summary>AE title that the sender thinks is here.</summary>
    public required string CalledAeTitle { get; init; }

    /// <summary>The sender's address.</summary>
    public required IPEndPoint Remote { get; init; }

    /// <summary>The address that it connected to.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>What was agreed over TLS; null when plain DICOM is spoken.</summary>
    public TlsSession? Tls { get; init; }

    /// <summary>Proposed presentation contexts, 1 to 128.</summary>
    public required IReadOnlyList<ProposedContext> Contexts { get; init; }

    /// <summary>Largest P-DATA-TF variable field the peer takes, in bytes; 0 is unlimited.</summary>
    public required uint PeerMaxPduBytes { get; init; }

    /// <summary>Implementation Class UID of the peer; empty when not sent.</summary>
    public required string ImplementationClassUid { get; init; }

    /// <summary>Implementation Version Name of the peer; empty when not sent.</summary>
    public required string ImplementationVersionName { get; init; }

    /// <summary>Who the peer says its user is; null when it says nothing.</summary>
    public UserIdentity? Identity { get; init; }
}
