using Edge.Releases.Json;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>What timestamp or snapshot say about a metadata file (METAFILES of TUF 1.0.34 §4.4).</summary>
/// <param name="Version">Its version.</param>
/// <param name="SizeBytes">Its length; null when not stated.</param>
/// <param name="Hashes">Its hashes; null when not stated.</param>
internal sealed record MetaFile(long Version, long? SizeBytes, FileHashes? Hashes)
{
    /// <summary>Reads an entry of <c>meta</c>.</summary>
    public static MetaFile Read(JsonFields entry, string what) => new(
        entry.Whole("version", 1),
        entry.OptionalWhole("length", 1),
        entry.OptionalObject("hashes") is { } hashes ? FileHashes.Read(hashes, what) : null);

    /// <summary>Requires the stated length and hashes (§5.5.2, §5.6.2: before the signatures, against mix-and-match).</summary>
    /// <exception cref="TrustException">They differ.</exception>
    public void RequireMatch(ReadOnlySpan<byte> file, string what)
    {
        if (SizeBytes is { } size && file.Length != size)
        {
            throw new TrustException(TrustFailure.Mismatch, $"{what} has {file.Length} bytes; signed metadata says {size}.");
        }

        if (Hashes is not null)
        {
            using FileHashCheck check = Hashes.Start(what);
            check.Append(file);
            check.RequireMatch();
        }
    }

    /// <summary>Requires the stated version (§5.5.4, §5.6.4).</summary>
    /// <exception cref="TrustException">It differs.</exception>
    public void RequireVersion(long version, string what)
    {
        if (version != Version)
        {
            throw new TrustException(TrustFailure.Mismatch, $"{what} has version {version}; signed metadata says {Version}.");
        }
    }
}
