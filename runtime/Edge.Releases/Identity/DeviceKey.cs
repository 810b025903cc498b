using System.Security.Cryptography;
using Edge.Releases.Storage;

namespace Edge.Releases.Identity;

/// <summary>
/// The private key that a device proves itself with: ECDSA on P-256 in a PKCS#8 PEM file, not encrypted, since it must be usable after a start that nobody watches. It never leaves
/// the device.
/// </summary>
public static class DeviceKey
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens the key, making it if there is none. Durable on return.</summary>
    /// <exception cref="TrustException">The file holds another key, or cannot be read or written.</exception>
    public static ECDsa OpenOrMake(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
        {
            return Open(path);
        }

        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            DurableFile.Replace(path, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), ModeIn(Path.GetDirectoryName(Path.GetFullPath(path))!));
            return key;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new TrustException(TrustFailure.Store, $"The device's key cannot be written: {failed.Message}", failed);
        }
    }

    /// <summary>Opens the key.</summary>
    /// <exception cref="TrustException">There is none, or it is another key.</exception>
    public static ECDsa Open(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new TrustException(TrustFailure.Store, $"'{path}' is no key of a device: {unusable.Message}", unusable);
        }
    }

    /// <summary>For its owner alone; in a folder that hands its group on (setgid), for that group to read as well: the runtime and the update agent are two users of one.</summary>
    private static UnixFileMode ModeIn(string folder) => File.GetUnixFileMode(folder).HasFlag(UnixFileMode.SetGroup) ? Owner | UnixFileMode.GroupRead : Owner;
}
