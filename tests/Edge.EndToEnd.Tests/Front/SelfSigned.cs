using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.EndToEnd.Tests;

/// <summary>A certificate for loopback, as PEM files.</summary>
internal static class SelfSigned
{
    /// <summary>Writes it and returns the paths of certificate and key.</summary>
    public static (string Certificate, string Key) Write(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=edge-test", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        string certificatePath = Path.Combine(folder, "edge.crt");
        string keyPath = Path.Combine(folder, "edge.key");
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(keyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (certificatePath, keyPath);
    }
}
