using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;

namespace Edge.Dicom.Network;

/// <summary>
/// What is spoken over TLS: versions 1.2 and 1.3 with forward secrecy and authenticated encryption only, as RFC 8996 and RFC 9325 (BCP 195) ask, and so
/// PS3.15 B.12; its retired forerunners B.9, and B.10, which forbids to downgrade, are met but for their DHE suites. There is no way down to anything weaker.
/// </summary>
public static class TlsProfile
{
    /// <summary>Cipher suites, best first. RFC 9325 4.2 recommends the four ECDHE suites with AES-GCM for TLS 1.2, and advises against DHE (4.1), which RFC 10015 deprecates.</summary>
    public static IReadOnlyList<TlsCipherSuite> CipherSuites { get; } =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>Versions.</summary>
    [SuppressMessage("Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "RFC 8996 names them, and what is stated must not depend on the system's settings.")]
    public const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The suites as SslStream takes them; null where the system alone decides them, which is not on Linux.</summary>
    internal static CipherSuitesPolicy? Policy { get; } = OperatingSystem.IsLinux() ? new CipherSuitesPolicy(CipherSuites) : null;
}
