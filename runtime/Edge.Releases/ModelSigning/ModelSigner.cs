using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Releases.Keys;

namespace Edge.Releases.ModelSigning;

/// <summary>Who signs models: a key, with or without a certificate for it.</summary>
public sealed class ModelSigner
{
    private readonly SigningKey _key;
    private readonly IReadOnlyList<byte[]> _certificates;

    /// <summary>Signs by a bare key.</summary>
    /// <param name="key">The key; the caller disposes it.</param>
    public ModelSigner(SigningKey key)
        : this(key, [])
    {
    }

    /// <summary>Signs by a key that has a certificate.</summary>
    /// <param name="key">The key; the caller disposes it.</param>
    /// <param name="certificates">Its certificate, then those above it.</param>
    /// <exception cref="TrustException">The first certificate is for another key.</exception>
    public ModelSigner(SigningKey key, X509Certificate2Collection certificates)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(certificates);
        _key = key;
        _certificates = [.. certificates.Select(certificate => certificate.RawData)];
        Name = certificates.Count == 0 ? $"key {KeyTrust.HintOf(key.Public)}" : $"certificate {certificates[0].Subject}";
        if (certificates.Count > 0)
        {
            using ECDsa? certified = certificates[0].GetECDsaPublicKey();
            if (certified is null || EcdsaPublicKey.From(certified)?.Identity != key.Public.Identity)
            {
                throw new TrustException(TrustFailure.Malformed, $"The certificate {certificates[0].Subject} is not for this key.");
            }
        }
    }

    /// <summary>Who it is.</summary>
    internal string Name { get; }

    /// <summary>Signs a statement.</summary>
    internal SigstoreBundle Sign(byte[] statement) => new(
        KeyTrust.HintOf(_key.Public),
        _certificates,
        new DsseEnvelope(DsseEnvelope.InTotoType, statement, _key.Sign(DsseEnvelope.Encode(DsseEnvelope.InTotoType, statement))));
}
