using System.Security.Cryptography;
using System.Text;
using Edge.Releases.Keys;

namespace Edge.Releases.ModelSigning;

/// <summary>Trusts what one key signed.</summary>
public sealed class KeyTrust : SignerTrust
{
    private readonly EcdsaPublicKey _key;

    /// <summary>Names the key.</summary>
    /// <param name="pem">Public key, PEM, P-256 or P-384.</param>
    /// <exception cref="TrustException">It is no such key.</exception>
    public KeyTrust(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        _key = EcdsaPublicKey.FromPem(pem) ?? throw new TrustException(TrustFailure.Malformed, "The trusted key is no ECDSA public key on P-256 or P-384.");
    }

    /// <summary>What a bundle calls the key: SHA-256 of its PEM.</summary>
    internal static string HintOf(EcdsaPublicKey key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key.Pem)));

    internal override (EcdsaPublicKey Key, string Signer) KeyOf(SigstoreBundle bundle)
    {
        string hint = HintOf(_key);
        return bundle.KeyHint is null || bundle.KeyHint == hint
            ? (_key, $"key {hint}")
            : throw new TrustException(TrustFailure.NotSigned, $"The model was signed by the key {bundle.KeyHint}; the trusted key is {hint}.");
    }
}
