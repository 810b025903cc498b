using System.Security.Cryptography;

namespace Edge.Releases.Keys;

/// <summary>ECDSA over P-256 with SHA-256, or over P-384 with SHA-384; signatures are strict DER (FIPS 186-5, RFC 3279 §2.2.3).</summary>
internal sealed class EcdsaPublicKey : PublicKey
{
    private readonly byte[] _subjectPublicKeyInfo;

    private EcdsaPublicKey(byte[] subjectPublicKeyInfo, EcdsaCurve curve)
    {
        _subjectPublicKeyInfo = subjectPublicKeyInfo;
        Curve = curve;
    }

    /// <summary>Its curve.</summary>
    public EcdsaCurve Curve { get; }

    /// <inheritdoc/>
    public override string Identity => "ecdsa:" + Convert.ToHexStringLower(_subjectPublicKeyInfo);

    /// <summary>The key as PEM (SubjectPublicKeyInfo), with a line feed at its end.</summary>
    public string Pem => PemEncoding.WriteString("PUBLIC KEY", _subjectPublicKeyInfo) + "\n";

    /// <summary>Reads PEM; null when it is no public key of a curve that is used here.</summary>
    public static EcdsaPublicKey? FromPem(string pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return From(key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            // PlatformNotSupportedException: a curve that OpenSSL has never heard of.
            return null;
        }
    }

    /// <summary>The public half of a key; null when its curve is not used here.</summary>
    public static EcdsaPublicKey? From(ECDsa key)
    {
        // A curve given by its parameters may be any curve: only named ones are taken.
        ECCurve curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return EcdsaCurve.Find(curve) is { } known ? new EcdsaPublicKey(key.ExportSubjectPublicKeyInfo(), known) : null;
    }

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> pair = stackalloc byte[2 * Curve.FieldSizeBytes];
        if (!EcdsaSignature.TryReadDer(signature, pair))
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _);
        return key.VerifyData(data, pair, Curve.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
