namespace Edge.Releases.Keys;

/// <summary>A key that verifies signatures.</summary>
internal abstract class PublicKey
{
    /// <summary>What makes two keys the same, whatever their ids: algorithm and key material, hexadecimal.</summary>
    public abstract string Identity { get; }

    /// <summary>Whether a signature is this key's over the data. A signature that is malformed is not.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
