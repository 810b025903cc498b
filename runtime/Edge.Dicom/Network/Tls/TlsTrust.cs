using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Network;

/// <summary>
/// Whom we believe over TLS: peers whose certificate leads to a self-issued one of these certificates, or is it. Nothing that the system trusts counts, nothing
/// is fetched from the network, and revocation is not looked up, since an appliance has no way to the lists: a peer is withdrawn by changing the file.
/// </summary>
public sealed class TlsTrust
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private TlsTrust(X509Certificate2Collection anchors) => Anchors = anchors;

    /// <summary>The certificates.</summary>
    public X509Certificate2Collection Anchors { get; }

    /// <summary>Reads a PEM file of certificates.</summary>
    /// <exception cref="TlsFileException">The file cannot be used.</exception>
    public static TlsTrust Load(string path)
    {
        X509Certificate2Collection anchors = PemFile.ReadCertificates(path);
        return anchors.Any(IsSelfIssued)
            ? new TlsTrust(anchors)
            : throw new TlsFileException($"{path} holds no certificate that its own owner has issued, so that none leads to it. Add the root of the authority.");
    }

    /// <summary>How a client's certificate is checked.</summary>
    internal X509ChainPolicy ForClients() => Policy(ClientAuthentication);

    /// <summary>How a server's certificate is checked.</summary>
    internal X509ChainPolicy ForServers() => Policy(ServerAuthentication);

    /// <summary>Only these can end a chain; the others merely help to find it.</summary>
    private static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private X509ChainPolicy Policy(Oid purpose)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(purpose);
        policy.CustomTrustStore.AddRange(Anchors);
        return policy;
    }
}
