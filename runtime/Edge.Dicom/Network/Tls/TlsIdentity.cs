using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Network;

/// <summary>A certificate with its private key, and the intermediate certificates that lead from it to its root: who we are over TLS.</summary>
public sealed class TlsIdentity
{
    private readonly X509Certificate2Collection _intermediates;

    private TlsIdentity(X509Certificate2 certificate, X509Certificate2Collection intermediates)
    {
        Certificate = certificate;
        _intermediates = intermediates;
        Context = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
    }

    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Every certificate that is shown.</summary>
    public IEnumerable<X509Certificate2> Shown => _intermediates.Prepend(Certificate);

    /// <summary>As SslStream takes it; nothing is fetched from the network for it.</summary>
    internal SslStreamCertificateContext Context { get; }

    /// <summary>Reads the files.</summary>
    /// <param name="certificatePath">PEM: the certificate, then its intermediate certificates.</param>
    /// <param name="keyPath">PEM: the private key, unencrypted.</param>
    /// <exception cref="TlsFileException">A file cannot be used.</exception>
    public static TlsIdentity Load(string certificatePath, string keyPath)
    {
        X509Certificate2 certificate = PemFile.ReadWithKey(certificatePath, keyPath);
        X509Certificate2Collection all = PemFile.ReadCertificates(certificatePath);
        return new TlsIdentity(certificate, [.. all.Skip(1)]);
    }

    /// <summary>The same with the authorities that may sign the peer's certificate named to the peer.</summary>
    internal SslStreamCertificateContext ContextFor(TlsTrust trust) => SslStreamCertificateContext.Create(
        Certificate, _intermediates, offline: true, SslCertificateTrust.CreateForX509Collection(trust.Anchors, sendTrustInHandshake: true));
}
