namespace Edge.Contracts;

/// <summary>Reads the lines of an audit file in bounded memory, whatever the file holds.</summary>
public static class AuditLines
{
    /// <summary>Each line as bytes without its line feed, and whether one followed: the last line of a file that a crash cut has none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">Offset of the first line.</param>
    /// <returns>Lines; one that is too long is given cut, which makes it no entry.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<(byte[] Line, long Offset, bool IsWhole)> Read(string path, long from = 0)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024);
        file.Seek(from, SeekOrigin.Begin);
        using var line = new MemoryStream();
        long start = from;
        long at = from;
        for (int next = file.ReadByte(); next >= 0; next = file.ReadByte())
        {
            at++;
            if (next == '\n')
            {
                yield return (line.ToArray(), start, true);
                line.SetLength(0);
                start = at;
            }
            else if (line.Length <= AuditLine.MaxBytes)
            {
                line.WriteByte((byte)next);
            }
        }

        if (line.Length > 0)
        {
            yield return (line.ToArray(), start, false);
        }
    }
}
