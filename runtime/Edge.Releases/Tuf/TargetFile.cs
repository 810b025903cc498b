using System.Text.Json;
using Edge.Releases.Json;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tuf;

/// <summary>What trusted metadata says about a target (TUF 1.0.34 §4.5).</summary>
public sealed class TargetFile
{
    private TargetFile(string path, long sizeBytes, FileHashes hashes, JsonElement? custom)
    {
        Path = path;
        SizeBytes = sizeBytes;
        Hashes = hashes;
        Custom = custom;
    }

    /// <summary>Target path, with <c>/</c> between its segments.</summary>
    public string Path { get; }

    /// <summary>One file name for the whole path, by percent-encoding.</summary>
    /// <exception cref="TrustException">The path is not safe, or the name would be too long.</exception>
    public string FileName => TargetPath.ToFileName(Path);

    /// <summary>Length.</summary>
    public long SizeBytes { get; }

    /// <summary>What the signers say about it besides; null when nothing.</summary>
    public JsonElement? Custom { get; }

    /// <summary>Hash that identifies the content, lower-case hexadecimal: SHA-256 where given, else SHA-512; null when neither is.</summary>
    public string? Hash => Hashes.Preferred;

    /// <summary>Hashes.</summary>
    internal FileHashes Hashes { get; }

    /// <summary>Reads an entry of <c>targets</c>.</summary>
    internal static TargetFile Read(string path, JsonFields entry) => new(
        path,
        entry.Whole("length", 0),
        FileHashes.Read(entry.Object("hashes"), path),
        entry.OptionalObject("custom")?.Element);
}
