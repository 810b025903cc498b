using System.Security.Cryptography;
using System.Text;
using Edge.Contracts;

namespace Edge.Runtime.Store;

/// <summary>Turns UIDs into pseudonyms, so that what leaves the appliance cannot be joined with a hospital's own lists.</summary>
internal sealed class SiteKey
{
    private const int KeyBytes = 32;

    private readonly byte[] _key;

    private SiteKey(byte[] key) => _key = key;

    /// <summary>
    /// Reads the key, or makes it at the first start: random, readable by this user alone, and surviving loss of power on return.
    /// </summary>
    /// <exception cref="IOException">It cannot be read or written, or is damaged: restore it from a backup.</exception>
    public static SiteKey LoadOrCreate(DataDirectory data)
    {
        if (!File.Exists(data.SiteKey))
        {
            Create(data);
        }

        byte[] key = File.ReadAllBytes(data.SiteKey);
        return key.Length == KeyBytes
            ? new SiteKey(key)
            : throw new IOException(
                $"'{data.SiteKey}' holds {key.Length} bytes instead of {KeyBytes}: restore it from a backup, or remove it to start with new pseudonyms.");
    }

    /// <summary>HMAC-SHA256(site key, UID).</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public string Pseudonym(string uid) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(uid)));

    private static void Create(DataDirectory data)
    {
        string partial = data.SiteKey + ".part";
        File.Delete(partial);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var file = new FileStream(partial, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, data.SiteKey);
        DurableDirectory.Sync(data.Root);
    }
}
