using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Releases.Identity;

/// <summary>A certs-only CMC Simple PKI Response (RFC 7030 §4.1.3, RFC 5272 §4.1): a CMS SignedData without content and signers, for its certificates.</summary>
internal static class CertsOnlyMessage
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const int CertificatesMax = 16;

    private static readonly Asn1Tag Explicit0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Its certificates.</summary>
    /// <exception cref="TrustException">It is no such message.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes the certificates.")]
    public static X509Certificate2Collection Read(byte[] der)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            AsnReader content = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            if (content.ReadObjectIdentifier() != SignedData)
            {
                throw new TrustException(TrustFailure.Malformed, "The server's answer holds no certificates.");
            }

            AsnReader signed = content.ReadSequence(Explicit0).ReadSequence();
            signed.ReadInteger();
            signed.ReadSetOf();
            signed.ReadSequence();
            AsnReader list = signed.HasData && signed.PeekTag().HasSameClassAndValue(Explicit0) ? signed.ReadSetOf(skipSortOrderValidation: true, Explicit0) : new AsnReader(ReadOnlyMemory<byte>.Empty, AsnEncodingRules.BER);
            while (list.HasData && certificates.Count < CertificatesMax)
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(list.ReadEncodedValue().Span));
            }

            return certificates;
        }
        catch (Exception malformed) when (malformed is AsnContentException or CryptographicException)
        {
            throw new TrustException(TrustFailure.Malformed, $"The server's answer holds no certificates: {malformed.Message}", malformed);
        }
    }
}
