using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Edge.Releases.Storage;

namespace Edge.Releases.Identity;

/// <summary>The certificate that a device shows to the broker: asked for, checked, and put in its place.</summary>
public static class DeviceCertificate
{
    /// <summary>From which share of its life on, counted from its end, a certificate is renewed.</summary>
    private const int RenewalShare = 3;

    /// <summary>A certification request for a device (PKCS#10, DER).</summary>
    /// <param name="name">SITE/DEVICE, its common name.</param>
    /// <param name="key">Its key.</param>
    public static byte[] Request(string name, ECDsa key) => new CertificateRequest(NameOf(name), key, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>Whether it is time to renew a certificate: a third of its life is left.</summary>
    public static bool IsDue(X509Certificate2 certificate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        DateTimeOffset until = certificate.NotAfter.ToUniversalTime();
        return now >= until - ((until - certificate.NotBefore.ToUniversalTime()) / RenewalShare);
    }

    /// <summary>Requires that what an authority issued is for this device and its key and leads to an authority, and puts it, with the certificates above it, where it is read. Durable on return.</summary>
    /// <param name="path">PEM file.</param>
    /// <param name="issued">What came: the certificate, and those above it.</param>
    /// <param name="name">SITE/DEVICE.</param>
    /// <param name="key">The device's key.</param>
    /// <param name="authorities">Root certificates.</param>
    /// <returns>Until when it is valid.</returns>
    /// <exception cref="TrustException">It is not; nothing is written.</exception>
    public static DateTimeOffset Install(string path, X509Certificate2Collection issued, string name, ECDsa key, X509Certificate2Collection authorities)
    {
        ArgumentNullException.ThrowIfNull(issued);
        ArgumentNullException.ThrowIfNull(key);
        byte[] mine = key.ExportSubjectPublicKeyInfo();
        X509Certificate2 own = issued.FirstOrDefault(certificate => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(mine))
            ?? throw new TrustException(TrustFailure.Mismatch, "The certificate that came is for another key.");
        if (own.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != name)
        {
            throw new TrustException(TrustFailure.Mismatch, $"The certificate that came is for {own.Subject}; this device is CN={name}.");
        }

        X509Certificate2[] above = [.. issued.Where(certificate => certificate != own && certificate.SubjectName.Name != certificate.IssuerName.Name)];
        RequireChain(own, above, authorities);
        string text = string.Join('\n', above.Prepend(own).Select(certificate => certificate.ExportCertificatePem())) + "\n";
        try
        {
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(text));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.Store, $"The certificate cannot be written: {failed.Message}", failed);
        }

        return own.NotAfter.ToUniversalTime();
    }

    private static X500DistinguishedName NameOf(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    /// <summary>In the middle of its life: a device whose clock is not set yet is enrolled all the same.</summary>
    private static void RequireChain(X509Certificate2 own, X509Certificate2[] above, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(above);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = own.NotBefore + ((own.NotAfter - own.NotBefore) / 2);
        if (!chain.Build(own))
        {
            string reasons = string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
            throw new TrustException(TrustFailure.NotSigned, $"The certificate that came does not lead to a trusted authority: {reasons}.");
        }
    }
}
