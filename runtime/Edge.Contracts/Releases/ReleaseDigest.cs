using System.Security.Cryptography;
using System.Text;

namespace Edge.Contracts;

/// <summary>
/// The identity of a model release: SHA-256 over the lines <c>sha256sum</c> prints for its files, sorted by path.
/// </summary>
public static class ReleaseDigest
{
    /// <summary>Most files a release may have.</summary>
    public const int FileCountMax = 4096;

    private const string Signature = "model.sig";

    /// <summary>Computes the digest of every file under <paramref name="directory"/> but <c>model.sig</c>.</summary>
    /// <param name="directory">A release directory.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="IOException">A file cannot be read, or there are more than <see cref="FileCountMax"/>.</exception>
    public static string Compute(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string[] files = Directory.GetFiles(directory, "*", SearchOption.AllDirectories);
        if (files.Length > FileCountMax)
        {
            throw new IOException($"'{directory}' holds {files.Length} files; a release has at most {FileCountMax}.");
        }

        var relative = files
            .Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/'))
            .Where(file => file != Signature)
            .Order(StringComparer.Ordinal);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in relative)
        {
            using FileStream content = File.OpenRead(Path.Combine(directory, file));
            string line = $"{Convert.ToHexStringLower(SHA256.HashData(content))}  {file}\n";
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
