using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Ctl.Appliance;
using Edge.Releases.Keys;

namespace Edge.Ctl.Fleet.Authority;

/// <summary>The authority that devices' certificates come from. It signs what it is given a name for; what a request asks for besides its key does not count.</summary>
internal sealed class DeviceAuthority
{
    private const int SerialBytes = 16;
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <summary>Clocks differ: a certificate is valid from a little earlier on.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(10);

    private readonly AuthoritySignature _signature;

    /// <summary>Takes the authority over.</summary>
    /// <param name="certificate">Its certificate; the caller disposes it.</param>
    /// <param name="key">Its key; the caller disposes it.</param>
    /// <exception cref="ApplianceException">They do not belong together.</exception>
    public DeviceAuthority(X509Certificate2 certificate, SigningKey key)
    {
        _signature = new AuthoritySignature(key);
        Certificate = certificate;
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_signature.PublicKey.ExportSubjectPublicKeyInfo()))
        {
            throw new ApplianceException($"The key is not that of the authority's certificate {certificate.Subject}.");
        }
    }

    /// <summary>Its own certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes the certificate of a new authority.</summary>
    public static X509Certificate2 Make(string name, SigningKey key, DateTimeOffset now, TimeSpan life)
    {
        var signature = new AuthoritySignature(key);
        var request = new CertificateRequest(NameOf(name), signature.PublicKey, signature.Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.Create(request.SubjectName, signature, now - Leeway, now + life, Serial());
    }

    /// <summary>A certificate for a device, from its request (PKCS#10, DER).</summary>
    /// <param name="pkcs10">The request.</param>
    /// <param name="name">SITE/DEVICE that may have it.</param>
    /// <param name="now">The time.</param>
    /// <param name="life">How long it is valid.</param>
    /// <exception cref="ApplianceException">The request is malformed, is not signed by its own key, is for another name, or for a key that is not ECDSA on P-256 or P-384.</exception>
    public X509Certificate2 Issue(byte[] pkcs10, string name, DateTimeOffset now, TimeSpan life)
    {
        CertificateRequest asked = ReadRequest(pkcs10);
        if (asked.SubjectName.Name != NameOf(name).Name)
        {
            throw new ApplianceException($"The request is for {asked.SubjectName.Name}; CN={name} may be asked for.");
        }

        return Issue(asked.PublicKey, name, ForClients, names: null, now, life);
    }

    /// <summary>A certificate for the enrolment server itself, with a key of its own.</summary>
    public X509Certificate2 IssueServer(IReadOnlyList<string> hosts, DateTimeOffset now, TimeSpan life)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        using X509Certificate2 issued = Issue(new PublicKey(key), hosts[0], ForServers, names.Build(), now, life);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Whether it has issued a certificate that is valid.</summary>
    public bool HasIssued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        return chain.Build(certificate);
    }

    /// <summary>SHA-256 of a request's public key, hexadecimal.</summary>
    public static string KeyOf(byte[] pkcs10) => Convert.ToHexStringLower(SHA256.HashData(ReadRequest(pkcs10).PublicKey.ExportSubjectPublicKeyInfo()));

    private static CertificateRequest ReadRequest(byte[] pkcs10)
    {
        try
        {
            // The request's own signature is checked: whoever asks has the key.
            CertificateRequest request = CertificateRequest.LoadSigningRequest(pkcs10, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default);
            using ECDsa? key = request.PublicKey.GetECDsaPublicKey();
            return key is { KeySize: 256 or 384 } ? request : throw new ApplianceException("The request is for a key that is not ECDSA on P-256 or P-384.");
        }
        catch (Exception malformed) when (malformed is CryptographicException or PlatformNotSupportedException)
        {
            throw new ApplianceException($"It is no certification request that holds: {malformed.Message}", malformed);
        }
    }

    private X509Certificate2 Issue(PublicKey key, string name, string use, X509Extension? names, DateTimeOffset now, TimeSpan life)
    {
        var request = new CertificateRequest(NameOf(name), key, _signature.Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        DateTimeOffset until = now + life;
        DateTimeOffset ends = Certificate.NotAfter.ToUniversalTime();
        return request.Create(Certificate.SubjectName, _signature, now - Leeway, until < ends ? until : ends, Serial());
    }

    private static X500DistinguishedName NameOf(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    // Positive, and never zero (RFC 5280 §4.1.2.2).
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
