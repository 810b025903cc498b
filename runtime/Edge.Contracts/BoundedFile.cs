namespace Edge.Contracts;

/// <summary>Reads a file as a whole where it is no larger than it may be. What the file system says of its size is not relied on: a device says 0, and a file may grow.</summary>
public static class BoundedFile
{
    private const int PartBytes = 64 * 1024;

    /// <summary>Reads a file of at most <paramref name="maxBytes"/> bytes.</summary>
    /// <returns>Its bytes; null when it is larger, of which no more than that was read.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? Read(string path, long maxBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var content = new MemoryStream();
        byte[] part = new byte[PartBytes];
        int read;
        while ((read = file.Read(part)) > 0)
        {
            if (content.Length + read > maxBytes)
            {
                return null;
            }

            content.Write(part, 0, read);
        }

        return content.ToArray();
    }

    /// <summary>As <see cref="Read"/>, where nothing but an error follows from a larger file.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Require(string path, long maxBytes) => Read(path, maxBytes) ?? throw new IOException($"{Path.GetFileName(path)} is larger than {maxBytes} bytes");
}
