using System.Security.Cryptography;
using System.Text.Json;
using Edge.Releases.Json;
using Edge.Releases.Keys;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>The hashes that metadata gives for a file: SHA-256, SHA-512, or both. Others are unknown here and ignored beside a known one.</summary>
/// <param name="ByAlgorithm">Hash by algorithm name, lower-case hexadecimal.</param>
internal sealed record FileHashes(IReadOnlyDictionary<string, string> ByAlgorithm)
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    /// <summary>Reads a <c>hashes</c> object.</summary>
    public static FileHashes Read(JsonFields hashes, string what)
    {
        var known = new Dictionary<string, string>();
        foreach ((string algorithm, JsonElement value) in hashes.Members)
        {
            if (value.ValueKind != JsonValueKind.String || Hexadecimal.Read(value.GetString()!) is not { } hash)
            {
                throw new TrustException(TrustFailure.Malformed, $"{what} gives a {algorithm} hash that is not hexadecimal.");
            }

            if (algorithm is Sha256 or Sha512)
            {
                known.Add(algorithm, Convert.ToHexStringLower(hash));
            }
        }

        return new FileHashes(known);
    }

    /// <summary>The hash that names the file in a consistent snapshot: SHA-256 where there is one; null when no hash is known here.</summary>
    public string? Preferred => ByAlgorithm.GetValueOrDefault(Sha256) ?? ByAlgorithm.GetValueOrDefault(Sha512);

    /// <summary>Starts hashing with every known algorithm.</summary>
    /// <exception cref="TrustException">None is known, so that nothing could be checked.</exception>
    public FileHashCheck Start(string what) => ByAlgorithm.Count > 0
        ? new FileHashCheck(ByAlgorithm, what)
        : throw new TrustException(TrustFailure.Mismatch, $"Metadata gives no hash of {what} that this program can check (SHA-256, SHA-512).");

    /// <summary>Maps a known name to .NET's.</summary>
    internal static HashAlgorithmName AlgorithmOf(string name) => name == Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;
}
