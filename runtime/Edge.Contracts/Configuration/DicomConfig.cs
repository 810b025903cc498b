namespace Edge.Contracts;

/// <summary>The front door: who may send what, and how much of it.</summary>
public sealed record DicomConfig
{
    /// <summary>Our AE title (PS3.5 6.2, AE): 1 to 16 printable characters.</summary>
    public required string AeTitle { get; init; }

    /// <summary>Addresses to listen on; at least one.</summary>
    public required IReadOnlyList<DicomListenerConfig> Listeners { get; init; }

    /// <summary>Called AE titles that are answered, <see cref="AeTitle"/> included only if it is listed; null: any.</summary>
    public required IReadOnlyList<string>? CalledAes { get; init; }

    /// <summary>Calling AE titles that may associate; null: any.</summary>
    public required IReadOnlyList<string>? CallingAes { get; init; }

    /// <summary>Networks that may connect, such as <c>10.1.0.0/16</c> or <c>fd00::/8</c>; null: any.</summary>
    public required IReadOnlyList<string>? Networks { get; init; }

    /// <summary>User identity negotiation (PS3.7 D.3.3.7); null: identities are not looked at.</summary>
    public required DicomUsersConfig? Users { get; init; }

    /// <summary>Associations served at once on all listeners together. One more takes the place of one that only holds its own, or is rejected as transient. 1 to 1000.</summary>
    public required int MaxAssociations { get; init; }

    /// <summary>Associations served at once for one address; more are rejected as transient. 1 to 1000.</summary>
    public required int MaxAssociationsPerPeer { get; init; }

    /// <summary>Most that one address may send, in MiB a second over all its associations; null: no limit. 0.1 to 100000.</summary>
    public required double? MaxMiBPerSecondPerPeer { get; init; }

    /// <summary>Largest P-DATA PDU we receive, in bytes (PS3.8 D.1). 4096 to 1048576.</summary>
    public required int MaxPduBytes { get; init; }

    /// <summary>Largest object accepted, in MiB.</summary>
    public required long MaxObjectMiB { get; init; }

    /// <summary>Longest TLS handshake, in seconds. 0.1 to 60.</summary>
    public required double HandshakeSeconds { get; init; }

    /// <summary>ARTIM: longest wait for the association request, and for the close after release or abort, in seconds (PS3.8 9.1.5).</summary>
    public required double ArtimSeconds { get; init; }

    /// <summary>Longest silence within an association, in seconds.</summary>
    public required double IdleSeconds { get; init; }

    /// <summary>Storage commitment for scanners that ask for it; null: not offered.</summary>
    public required CommitmentConfig? Commitment { get; init; }

    /// <summary>Accept storage SOP classes that the dictionary does not know (PS3.4 B.5).</summary>
    public required bool AcceptUnknownSopClasses { get; init; }
}
