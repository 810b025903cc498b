using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Offline;

/// <summary>What a release says of itself, as far as verbs need it before they start the inference program.</summary>
internal static class ReleaseFront
{
    /// <summary>Reads the manifest, and takes the digest over every file.</summary>
    /// <exception cref="ApplianceException">It is no release, or its manifest cannot be read.</exception>
    public static (ModelManifest Manifest, ModelIdentity Model) Read(string release)
    {
        string path = Path.Combine(release, ModelManifest.FileName);
        try
        {
            if (!File.Exists(path) || BoundedFile.Read(path, ManifestFile.MaxBytes) is not { } bytes)
            {
                throw new ApplianceException($"{release} is no release: it has no {ModelManifest.FileName} of at most {ManifestFile.MaxBytes} bytes.");
            }

            ModelManifest manifest = JsonSerializer.Deserialize(bytes, EdgeJson.Default.ModelManifest) ?? throw new JsonException("It is null.");
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return (manifest, new ModelIdentity(manifest.Name, manifest.Version, ReleaseDigest.Compute(release), sha256));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new ApplianceException($"{path} cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{release} cannot be read: {exception.Message}", exception);
        }
    }
}
