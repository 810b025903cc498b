using System.Security.Cryptography;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>Hashes a file as it passes and compares in the end.</summary>
internal sealed class FileHashCheck : IDisposable
{
    private readonly (string Expected, IncrementalHash Hash)[] _hashes;
    private readonly string _what;

    /// <summary>Starts.</summary>
    /// <param name="expected">Hash by algorithm, lower-case hexadecimal.</param>
    /// <param name="what">The file, for messages.</param>
    public FileHashCheck(IReadOnlyDictionary<string, string> expected, string what)
    {
        _hashes = [.. expected.Select(hash => (hash.Value, IncrementalHash.CreateHash(FileHashes.AlgorithmOf(hash.Key))))];
        _what = what;
    }

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach ((_, IncrementalHash hash) in _hashes)
        {
            hash.AppendData(bytes);
        }
    }

    /// <summary>Requires that every hash is the one expected.</summary>
    /// <exception cref="TrustException">One is not.</exception>
    public void RequireMatch()
    {
        foreach ((string expected, IncrementalHash hash) in _hashes)
        {
            string actual = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (actual != expected)
            {
                throw new TrustException(TrustFailure.Mismatch, $"{_what} has the hash {actual}; signed metadata says {expected}.");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, IncrementalHash hash) in _hashes)
        {
            hash.Dispose();
        }
    }
}
