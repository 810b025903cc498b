using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Engine;

namespace Edge.Inference.Pipeline;

/// <summary>The gates in front of a release that need no engine: its files have the digest that was recorded, and its manifest is sound.</summary>
internal static class ReleaseGate
{
    /// <summary>Identity of a release whose manifest could not be read: what its directory is called.</summary>
    public static ModelIdentity NameOnly(string directory, string digest)
    {
        string version = Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));
        string name = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(directory))) ?? string.Empty;
        return new ModelIdentity(name, version, digest, ManifestSha256: null);
    }

    /// <summary>Opens a release.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="digest">The digest it must have.</param>
    /// <param name="identity">Receives what is known of it, whatever happens.</param>
    /// <param name="refusal">Why these very files do not serve, or null.</param>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Its files may not be read.</exception>
    public static ReleaseFolder? Open(string directory, string digest, out ModelIdentity identity, out string? refusal)
    {
        identity = NameOnly(directory, digest);
        string found = ReleaseDigest.Compute(directory);
        if (!string.Equals(found, digest, StringComparison.OrdinalIgnoreCase))
        {
            refusal = $"The model's files have changed: their digest is {found} and {digest} was recorded. Install the release again.";
            return null;
        }

        if (ReadManifest(directory, out byte[] manifestBytes, out refusal) is not { } manifest)
        {
            return null;
        }

        identity = new ModelIdentity(manifest.Name, manifest.Version, digest, Convert.ToHexStringLower(SHA256.HashData(manifestBytes)));
        if (ManifestCheck.FirstProblem(manifest) is { } problem)
        {
            refusal = $"The model's manifest is not sound: {problem} Ask the maker for another release.";
            return null;
        }

        return new ReleaseFolder(directory, identity, manifest);
    }

    private static ModelManifest? ReadManifest(string directory, out byte[] bytes, out string? refusal)
    {
        string path = Path.Combine(directory, ModelManifest.FileName);
        bytes = [];
        if (!File.Exists(path) || BoundedFile.Read(path, ManifestFile.MaxBytes) is not { } json)
        {
            refusal = $"The model has no {ModelManifest.FileName} of at most {ManifestFile.MaxBytes} bytes. Install the release again.";
            return null;
        }

        bytes = json;
        try
        {
            refusal = null;
            return JsonSerializer.Deserialize(bytes, EdgeJson.Default.ModelManifest) ?? throw new JsonException("It is null.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            refusal = $"The model's manifest cannot be read: {exception.Message} Ask the maker for another release.";
            return null;
        }
    }
}
