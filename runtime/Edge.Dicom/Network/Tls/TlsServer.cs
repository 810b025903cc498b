using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Network;

/// <summary>How a listener speaks TLS: who it is, and what it asks of its peers.</summary>
public sealed class TlsServer
{
    private readonly SslStreamCertificateContext _context;
    private readonly TlsTrust? _clients;
    private readonly bool _requiresClient;

    /// <param name="identity">Who the listener is.</param>
    /// <param name="clients">Whose certificates are believed; null: none are asked for.</param>
    /// <param name="requiresClient">True: a peer without a certificate is refused.</param>
    public TlsServer(TlsIdentity identity, TlsTrust? clients, bool requiresClient)
    {
        ArgumentNullException.ThrowIfNull(identity);
        _clients = clients;
        _requiresClient = requiresClient && clients is not null;
        _context = clients is null ? identity.Context : identity.ContextFor(clients);
    }

    /// <summary>
    /// What SslStream needs. No session is resumed, so that each connection is checked against the certificates of now.
    /// </summary>
    /// <param name="refuse">Told why a peer's certificate is not believed; null: nobody is told.</param>
    [SuppressMessage("Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "They are those of TlsProfile, which says why.")]
    public SslServerAuthenticationOptions Options(Action<string>? refuse) => new()
    {
        ServerCertificateContext = _context,
        EnabledSslProtocols = TlsProfile.Protocols,
        CipherSuitesPolicy = TlsProfile.Policy,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        ClientCertificateRequired = _clients is not null,
        CertificateChainPolicy = _clients?.ForClients(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            bool isWell = errors == SslPolicyErrors.None || (certificate is null && !_requiresClient);
            if (!isWell)
            {
                refuse?.Invoke(CertificateTrouble.Describe(certificate as X509Certificate2, chain, errors));
            }

            return isWell;
        },
    };
}
