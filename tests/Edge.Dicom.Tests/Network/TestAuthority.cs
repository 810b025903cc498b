using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Tests.Network;

/// <summary>A certificate authority of a test, and the PEM files of whom it vouches for, in a folder that is gone afterwards.</summary>
public sealed class TestAuthority : IDisposable
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edge-tls-");
    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "Test CA")
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _root = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(100));
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
    }

    public string RootFile => Path.Combine(_folder.FullName, "ca.crt");

    /// <summary>Makes <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    public (string Certificate, string Key) Issue(string name, string use = ServerUse, int daysFrom = -1, int daysTo = 50, bool rsa = false)
    {
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = key is RSA pair
            ? new CertificateRequest($"CN={name}", pair, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.Create(
            _root.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_root.GetECDsaPrivateKey()!),
            now.AddDays(daysFrom),
            now.AddDays(daysTo),
            RandomNumberGenerator.GetBytes(8));
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText($"{path}.crt", certificate.ExportCertificatePem());
        File.WriteAllText($"{path}.key", key.ExportPkcs8PrivateKeyPem());
        return ($"{path}.crt", $"{path}.key");
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Delete(recursive: true);
    }
}
