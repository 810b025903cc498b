using Edge.Releases.Libcrypto;

namespace Edge.Releases.Keys;

/// <summary>Ed25519 (RFC 8032) by the system's libcrypto, since .NET has none.</summary>
internal sealed class Ed25519PublicKey : PublicKey
{
    private const int KeySizeBytes = 32;
    private const int SignatureSizeBytes = 64;

    private readonly byte[] _key;

    private Ed25519PublicKey(byte[] key) => _key = key;

    /// <inheritdoc/>
    public override string Identity => "ed25519:" + Convert.ToHexStringLower(_key);

    /// <summary>Reads 64 hexadecimal digits; null when it is no key.</summary>
    public static Ed25519PublicKey? FromHex(string hex) => Hexadecimal.Read(hex) is { Length: KeySizeBytes } key ? new Ed25519PublicKey(key) : null;

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSizeBytes && Ed25519.Verify(_key, data, signature);
}
