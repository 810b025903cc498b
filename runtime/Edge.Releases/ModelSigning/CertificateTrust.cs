using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Releases.Keys;

namespace Edge.Releases.ModelSigning;

/// <summary>Trusts certificates for signing that one of these authorities stands above. Nothing is fetched: no revocation list, no missing certificate.</summary>
/// <param name="authorities">Root certificates.</param>
/// <param name="at">The moment at which every certificate must be valid.</param>
public sealed class CertificateTrust(X509Certificate2Collection authorities, DateTimeOffset at) : SignerTrust
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    /// <summary>Whom a certificate names.</summary>
    internal static string SubjectOf(byte[] der)
    {
        using X509Certificate2 certificate = Load(der);
        return certificate.Subject;
    }

    internal override (EcdsaPublicKey Key, string Signer) KeyOf(SigstoreBundle bundle)
    {
        if (bundle.Certificates.Count == 0)
        {
            throw new TrustException(TrustFailure.NotSigned, "The signature file holds no certificate; it was made by a bare key.");
        }

        X509Certificate2[] certificates = [.. bundle.Certificates.Select(Load)];
        try
        {
            RequireChain(certificates);
            RequirePurpose(certificates[0]);
            using ECDsa? key = certificates[0].GetECDsaPublicKey();
            return key is not null && EcdsaPublicKey.From(key) is { } known
                ? (known, $"certificate {certificates[0].Subject}")
                : throw new TrustException(TrustFailure.NotSigned, $"The key of the certificate {certificates[0].Subject} is not ECDSA on P-256 or P-384.");
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            throw new TrustException(TrustFailure.Malformed, "The signature file holds a certificate that cannot be used.", exception);
        }
        finally
        {
            Array.ForEach(certificates, certificate => certificate.Dispose());
        }
    }

    private void RequireChain(X509Certificate2[] certificates)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(certificates[1..]);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        if (!chain.Build(certificates[0]))
        {
            string reasons = string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
            throw new TrustException(TrustFailure.NotSigned, $"The certificate {certificates[0].Subject} is not trusted: {reasons}.");
        }
    }

    private static void RequirePurpose(X509Certificate2 certificate)
    {
        bool maySign = certificate.Extensions.OfType<X509KeyUsageExtension>().Any(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature));
        bool isForCode = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == CodeSigning));
        if (!maySign && !isForCode)
        {
            throw new TrustException(TrustFailure.NotSigned, $"The certificate {certificate.Subject} is not for signing.");
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes what is loaded.")]
    private static X509Certificate2 Load(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException exception)
        {
            throw new TrustException(TrustFailure.Malformed, "The signature file holds a certificate that cannot be read.", exception);
        }
    }
}
