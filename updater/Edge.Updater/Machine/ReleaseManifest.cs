using System.Text.Json;
using Edge.Contracts;
using Edge.Releases;

namespace Edge.Updater.Machine;

/// <summary>The manifest of a release on this device.</summary>
internal static class ReleaseManifest
{
    private const long SizeMaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="folder">The release's folder.</param>
    /// <exception cref="TrustException">It is too long, or is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelManifest Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, ModelManifest.FileName));
        if (file.Exists && file.Length > SizeMaxBytes)
        {
            throw new TrustException(TrustFailure.TooLarge, $"Its manifest has more than {SizeMaxBytes} bytes.");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), EdgeJson.Default.ModelManifest)
                ?? throw new TrustException(TrustFailure.Malformed, "Its manifest holds nothing.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new TrustException(TrustFailure.Malformed, $"Its manifest cannot be read: {exception.Message}", exception);
        }
    }
}
