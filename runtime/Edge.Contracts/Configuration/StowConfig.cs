namespace Edge.Contracts;

/// <summary>Objects over HTTP: the Store transaction of PS3.18 10.5, at <c>/dicom-web/studies</c>. Who may send has a token: edgectl stow token.</summary>
public sealed record StowConfig
{
    /// <summary>An address of its own, for senders on the network; null: the page's address alone, which only this machine reaches.</summary>
    public required StowListenerConfig? Listener { get; init; }

    /// <summary>Requests received at once; one more is answered 503 with Retry-After. 1 to 64.</summary>
    public required int MaxRequests { get; init; }

    /// <summary>Objects in one request. 1 to 100000.</summary>
    public required int MaxParts { get; init; }

    /// <summary>Size of one request, in MiB; one object is bounded by dicom.maxObjectMiB.</summary>
    public required long MaxRequestMiB { get; init; }

    /// <summary>Longest a request may take, in seconds.</summary>
    public required double MaxRequestSeconds { get; init; }

    /// <summary>Slowest a sender may be over any five seconds, in KiB a second.</summary>
    public required double MinKiBPerSecond { get; init; }

    /// <summary>Fastest that is read for one token, in MiB a second; null: as fast as it comes.</summary>
    public required double? MaxMiBPerSecond { get; init; }
}

/// <summary>Where senders on the network bring objects over HTTP. Only the Store transaction is served there.</summary>
/// <param name="Address">IP address to listen on, <c>0.0.0.0</c> for all of IPv4.</param>
/// <param name="Port">TCP port; 0 picks a free one.</param>
/// <param name="Tls">The server's certificate; null: no encryption, on a loopback address only, since a token is sent with each request.</param>
public sealed record StowListenerConfig(string Address, int Port, WebTlsConfig? Tls);

/// <summary>TLS of a web address: 1.2 and 1.3. The files are read again when they change.</summary>
/// <param name="Certificate">PEM file: the certificate, then those of its issuers; relative to the configuration file.</param>
/// <param name="Key">PEM file with its private key, not encrypted, for its owner alone; relative to the configuration file.</param>
public sealed record WebTlsConfig(string Certificate, string Key);
