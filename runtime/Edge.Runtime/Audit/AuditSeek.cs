using Edge.Contracts;

namespace Edge.Runtime.Audit;

/// <summary>Finds where in a file of the audit log to begin to read, by halving: a file has megabytes, and a page of the log has a hundred entries.</summary>
internal static class AuditSeek
{
    // What is left at the end is read from its beginning.
    private const int SpanBytes = 64 * 1024;

    // Lines that are damaged are passed over, but not without end.
    private const int LinesTried = 4;

    /// <summary>Offset of a line that is not after the first entry that follows <paramref name="sequence"/>; 0 where it is not known better.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static long Before(string path, long sequence)
    {
        long low = 0;
        long high = new FileInfo(path).Length;
        while (high - low > SpanBytes)
        {
            long middle = low + ((high - low) / 2);
            (long Offset, long Sequence)? entry = EntryAfter(path, middle);
            if (entry is { } found && found.Offset < high && found.Sequence <= sequence)
            {
                low = found.Offset;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // The line that the offset falls into is cut, and is left out.
    private static (long Offset, long Sequence)? EntryAfter(string path, long offset)
    {
        foreach ((byte[] line, long at, bool isWhole) in AuditLines.Read(path, offset).Skip(1).Take(LinesTried))
        {
            if (isWhole && AuditLine.Read(line, out AuditEntry? entry) is null)
            {
                return (at, entry!.Sequence);
            }
        }

        return null;
    }
}
