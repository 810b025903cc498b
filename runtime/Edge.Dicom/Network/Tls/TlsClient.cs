using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Network;

/// <summary>How an association that we open speaks TLS: whom it believes, and who we are.</summary>
public sealed class TlsClient
{
    private readonly TlsTrust? _servers;
    private readonly TlsIdentity? _identity;
    private readonly string? _serverName;

    /// <param name="servers">Whose certificates are believed; null: those of the authorities that the system trusts.</param>
    /// <param name="identity">Who we are; null: we show no certificate.</param>
    /// <param name="serverName">Name or address that the peer's certificate must carry; null: that which is connected to.</param>
    public TlsClient(TlsTrust? servers, TlsIdentity? identity, string? serverName)
    {
        _servers = servers;
        _identity = identity;
        _serverName = serverName;
    }

    /// <summary>Reads the files.</summary>
    /// <param name="authorities">PEM: authorities, or the peer itself; null: those that the system trusts.</param>
    /// <param name="certificate">PEM: our certificate, then its intermediate certificates; null: none.</param>
    /// <param name="key">PEM: its private key, unencrypted; null where there is no certificate.</param>
    /// <param name="serverName">As for the constructor.</param>
    /// <exception cref="TlsFileException">A file cannot be used.</exception>
    public static TlsClient Load(string? authorities, string? certificate, string? key, string? serverName) => new(
        authorities is null ? null : TlsTrust.Load(authorities),
        certificate is null || key is null ? null : TlsIdentity.Load(certificate, key),
        serverName);

    /// <summary>What SslStream needs; for other protocols than DICOM too.</summary>
    /// <param name="host">What is connected to.</param>
    /// <param name="refuse">Told why the peer's certificate is not believed.</param>
    [SuppressMessage("Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "They are those of TlsProfile, which says why.")]
    public SslClientAuthenticationOptions Options(string host, Action<string> refuse) => new()
    {
        TargetHost = _serverName ?? host,
        EnabledSslProtocols = TlsProfile.Protocols,
        CipherSuitesPolicy = TlsProfile.Policy,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        ClientCertificateContext = _identity?.Context,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = _servers?.ForServers(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (errors != SslPolicyErrors.None)
            {
                refuse(CertificateTrouble.Describe(certificate as X509Certificate2, chain, errors));
            }

            return errors == SslPolicyErrors.None;
        },
    };
}
