using System.Security.Cryptography;

namespace Edge.Releases.Keys;

/// <summary>RSASSA-PSS with SHA-256 and a salt as long as the hash (TUF 1.0.34 §4.2.2, RFC 8017 §8.1); 2048 to 8192 bits.</summary>
internal sealed class RsaPssPublicKey : PublicKey
{
    private const int SizeMinBits = 2048;
    private const int SizeMaxBits = 8192;

    private readonly byte[] _subjectPublicKeyInfo;

    private RsaPssPublicKey(byte[] subjectPublicKeyInfo) => _subjectPublicKeyInfo = subjectPublicKeyInfo;

    /// <inheritdoc/>
    public override string Identity => "rsa:" + Convert.ToHexStringLower(_subjectPublicKeyInfo);

    /// <summary>Reads PEM; null when it is no RSA public key of a length that is used here.</summary>
    public static RsaPssPublicKey? FromPem(string pem)
    {
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            return null;
        }

        return key.KeySize is >= SizeMinBits and <= SizeMaxBits ? new RsaPssPublicKey(key.ExportSubjectPublicKeyInfo()) : null;
    }

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }
}
