using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.ModelSigning;

namespace Edge.Releases.Keys;

/// <summary>
/// A private key that signs releases or metadata: ECDSA over P-256 or P-384. Any <see cref="ECDsa"/> will do, so that one on a PKCS#11 token can
/// take the place of a file.
/// </summary>
public sealed class SigningKey : IDisposable
{
    // What OWASP advises for PBKDF2 with HMAC-SHA-256 in 2023.
    private const int PassphraseIterations = 600_000;

    private readonly ECDsa _key;

    /// <summary>Takes a key over.</summary>
    /// <param name="key">Disposed with this.</param>
    /// <exception cref="TrustException">It is on another curve.</exception>
    public SigningKey(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        Public = EcdsaPublicKey.From(key) ?? throw new TrustException(TrustFailure.Malformed, "The key is on another curve than P-256 and P-384.");
        Id = TufKey.IdOf(JsonSerializer.SerializeToElement(Describe()));
    }

    /// <summary>Id in TUF metadata, hexadecimal.</summary>
    public string Id { get; }

    /// <summary>Its curve.</summary>
    public EcdsaCurve Curve => Public.Curve;

    /// <summary>The public half as PEM.</summary>
    public string PublicPem => Public.Pem;

    /// <summary>The public half.</summary>
    internal EcdsaPublicKey Public { get; }

    /// <summary>Makes a new key.</summary>
    public static SigningKey Create(EcdsaCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return new SigningKey(ECDsa.Create(curve.Curve));
    }

    /// <summary>Reads a key file: PKCS#8 PEM, encrypted or not.</summary>
    /// <param name="pem">Content of the file.</param>
    /// <param name="passphrase">What it is encrypted with; ignored when it is not.</param>
    /// <exception cref="TrustException">It is no key of these curves, or the passphrase is wrong.</exception>
    public static SigningKey FromPem(string pem, ReadOnlySpan<char> passphrase)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new TrustException(TrustFailure.Malformed, "The key file holds no private key.");
        }

        var key = ECDsa.Create();
        try
        {
            if (IsEncrypted(pem))
            {
                key.ImportFromEncryptedPem(pem, passphrase);
            }
            else
            {
                key.ImportFromPem(pem);
            }

            return new SigningKey(key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            key.Dispose();
            throw new TrustException(TrustFailure.Malformed, "The key file holds no ECDSA key, or the passphrase is wrong.", exception);
        }
        catch (TrustException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Whether a key file asks for a passphrase.</summary>
    public static bool IsEncrypted(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
    }

    /// <summary>The key as an encrypted key file: PKCS#8 PEM by PBES2 with PBKDF2-HMAC-SHA-256 and AES-256.</summary>
    public string ToEncryptedPem(ReadOnlySpan<char> passphrase) =>
        _key.ExportEncryptedPkcs8PrivateKeyPem(
            passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PassphraseIterations)) + "\n";

    /// <summary>Signs, as DER.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, Curve.Hash, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Signs a payload of a type, as a DSSE envelope has it (DSSE 1.0.0, PAE), as DER.</summary>
    public byte[] SignEnvelope(string type, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(payload);
        return Sign(DsseEnvelope.Encode(type, payload));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>The public half as a key object of TUF (TUF 1.0.34 §4.2.2).</summary>
    internal JsonObject Describe() => TufKey.Describe(Public);
}
