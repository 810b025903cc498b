using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Contracts;

namespace Edge.Runtime.Releases;

/// <summary>Reads the files of a release. What is wrong with one is an <see cref="IOException"/> that says so.</summary>
internal static class ReleaseFiles
{
    private const long JsonSizeMaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads a pointer file.</summary>
    /// <exception cref="IOException">It cannot be read, or is not a pointer.</exception>
    public static ModelPointer ReadPointer(string path) => Read(path, EdgeJson.Default.ModelPointer).Value;

    /// <summary>Releases of a store that must not run; none where there is no such file.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static IReadOnlyList<SuspendedRelease> ReadSuspended(string store)
    {
        string path = Path.Combine(store, SuspendedReleases.FileName);
        return File.Exists(path) ? Read(path, EdgeJson.Default.SuspendedReleases).Value.Releases : [];
    }

    /// <summary>Reads and hashes a release directory.</summary>
    /// <exception cref="IOException">A file cannot be read, the manifest is not valid, or it is of another model or version.</exception>
    public static ModelRelease Load(string name, string version, string directory)
    {
        (ModelManifest manifest, string sha256) = Read(Path.Combine(directory, ModelManifest.FileName), EdgeJson.Default.ModelManifest);
        if (manifest.SchemaVersion != ModelManifest.CurrentSchemaVersion)
        {
            throw new IOException(
                $"its manifest has schema version {manifest.SchemaVersion}, this program reads {ModelManifest.CurrentSchemaVersion}");
        }

        if (manifest.Name != name || manifest.Version != version)
        {
            throw new IOException($"its manifest says {manifest.Name} {manifest.Version}");
        }

        return new ModelRelease(name, version, directory, ReleaseDigest.Compute(directory), sha256, manifest);
    }

    private static (T Value, string Sha256) Read<T>(string path, JsonTypeInfo<T> type)
    {
        byte[] json = BoundedFile.Require(path, JsonSizeMaxBytes);
        try
        {
            T value = JsonSerializer.Deserialize(json, type) ?? throw new IOException($"{Path.GetFileName(path)} holds null");
            return (value, Convert.ToHexStringLower(SHA256.HashData(json)));
        }
        catch (JsonException exception)
        {
            throw new IOException($"{Path.GetFileName(path)} is not valid: {exception.Message}", exception);
        }
        catch (NotSupportedException exception)
        {
            // A step whose discriminator is missing: the serializer cannot make an abstract step.
            throw new IOException($"{Path.GetFileName(path)} is not valid: {exception.Message}", exception);
        }
    }
}
