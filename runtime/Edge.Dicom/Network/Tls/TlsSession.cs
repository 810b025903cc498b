namespace Edge.Dicom.Network;

/// <summary>What was agreed in a TLS handshake.</summary>
/// <param name="Protocol">For example <c>Tls13</c>.</param>
/// <param name="CipherSuite">For example <c>TLS_AES_256_GCM_SHA384</c>.</param>
/// <param name="PeerSubject">Subject of the peer's certificate, which was checked; null when it showed none.</param>
public sealed record TlsSession(string Protocol, string CipherSuite, string? PeerSubject);
