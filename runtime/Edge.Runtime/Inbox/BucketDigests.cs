using System.Buffers;
using System.Text;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>
/// What the files of a bucket hashed to when they were stored: <c>SHA256SUMS</c> beside them, in the form of sha256sum(1), which can check it without
/// this program: <c>sha256sum -c SHA256SUMS</c>. It survives the loss of the index. A line that was cut off by a crash is passed over, and its file hashed again.
/// </summary>
internal static class BucketDigests
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "SHA256SUMS";

    private const int DigestLength = 64;
    private const string Separator = "  ";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    // Lines are added and removed by different workers.
    private static readonly Lock Writing = new();

    /// <summary>Digests by file name; of a name that stands twice the first counts.</summary>
    /// <param name="bucketPath">Absolute path of the bucket.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static IReadOnlyDictionary<string, string> Read(string bucketPath)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        string path = Path.Combine(bucketPath, FileName);
        if (File.Exists(path))
        {
            foreach (string line in File.ReadLines(path))
            {
                if (line.Length > DigestLength + Separator.Length
                    && line.AsSpan(DigestLength).StartsWith(Separator, StringComparison.Ordinal)
                    && !line.AsSpan(0, DigestLength).ContainsAnyExcept(Digits))
                {
                    digests.TryAdd(line[(DigestLength + Separator.Length)..], line[..DigestLength]);
                }
            }
        }

        return digests;
    }

    /// <summary>
    /// Adds a line, unless the object was removed meanwhile. It survives loss of power once the file is synced; until then it may be made again.
    /// </summary>
    /// <param name="objectPath">Absolute path of the object.</param>
    /// <param name="digest">SHA-256 in lower-case hexadecimal.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Add(string objectPath, string digest)
    {
        lock (Writing)
        {
            // Who removes an object takes its line out afterwards: a line added later would stand for nothing.
            if (!File.Exists(objectPath))
            {
                return;
            }

            using var file = new FileStream(
                Path.Combine(Path.GetDirectoryName(objectPath)!, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            if (file.Length > 0)
            {
                _ = file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() != '\n')
                {
                    file.WriteByte((byte)'\n');
                }
            }

            file.Write(Encoding.ASCII.GetBytes($"{digest}{Separator}{Path.GetFileName(objectPath)}\n"));
        }
    }

    /// <summary>Takes out the lines of removed files, all at once; on return that survives loss of power. A file without lines is removed.</summary>
    /// <param name="bucketPath">Absolute path of the bucket.</param>
    /// <param name="names">Names of the removed files.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Remove(string bucketPath, IReadOnlySet<string> names)
    {
        lock (Writing)
        {
            string path = Path.Combine(bucketPath, FileName);
            if (!File.Exists(path))
            {
                return;
            }

            string[] left = [.. Read(bucketPath).Where(entry => !names.Contains(entry.Key)).Select(entry => $"{entry.Value}{Separator}{entry.Key}")];
            if (left.Length == 0)
            {
                File.Delete(path);
            }
            else
            {
                string part = path + PartFile.Suffix;
                File.WriteAllLines(part, left);
                DurableDirectory.SyncFile(part);
                File.Move(part, path, overwrite: true);
            }

            DurableDirectory.Sync(bucketPath);
        }
    }

    /// <summary>True when an object does not hash to what was recorded; false where nothing is recorded, or it cannot be read.</summary>
    /// <param name="objectPath">Absolute path of the object.</param>
    public static bool IsChanged(string objectPath)
    {
        try
        {
            return Read(Path.GetDirectoryName(objectPath)!).TryGetValue(Path.GetFileName(objectPath), out string? recorded)
                && ObjectDigest.Compute(objectPath) != recorded;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
