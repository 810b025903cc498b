using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Releases.Keys;

namespace Edge.Ctl.Fleet.Authority;

/// <summary>Signs certificates by the authority's key, wherever that is: ECDSA with the hash of its curve (RFC 5758 §3.2).</summary>
internal sealed class AuthoritySignature(SigningKey key) : X509SignatureGenerator
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private const string EcdsaWithSha384 = "1.2.840.10045.4.3.3";

    /// <summary>The hash that goes with the key.</summary>
    public HashAlgorithmName Hash => key.Curve.Hash;

    /// <inheritdoc/>
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Hash == HashAlgorithmName.SHA256 ? EcdsaWithSha256 : EcdsaWithSha384);
        }

        return writer.Encode();
    }

    /// <inheritdoc/>
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.Sign(data);

    /// <inheritdoc/>
    protected override PublicKey BuildPublicKey()
    {
        using var half = ECDsa.Create();
        half.ImportFromPem(key.PublicPem);
        return new PublicKey(half);
    }
}
