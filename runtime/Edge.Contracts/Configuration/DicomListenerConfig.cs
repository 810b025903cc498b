namespace Edge.Contracts;

/// <summary>One address to listen on.</summary>
/// <param name="Address">IP address, <c>0.0.0.0</c> for all of IPv4, <c>::</c> for IPv6 and IPv4.</param>
/// <param name="Port">TCP port; 0 picks a free one.</param>
/// <param name="Tls">Only TLS is spoken there; null: only plain DICOM.</param>
public sealed record DicomListenerConfig(string Address, int Port, ListenerTlsConfig? Tls);
