using Edge.Releases.Keys;

namespace Edge.Releases.ModelSigning;

/// <summary>Whose model signatures are trusted: a key's (<see cref="KeyTrust"/>), or those of certificates (<see cref="CertificateTrust"/>).</summary>
public abstract class SignerTrust
{
    private protected SignerTrust()
    {
    }

    /// <summary>The key that must have signed, if the bundle's signer is trusted.</summary>
    /// <exception cref="TrustException">The signer is not.</exception>
    internal abstract (EcdsaPublicKey Key, string Signer) KeyOf(SigstoreBundle bundle);
}
