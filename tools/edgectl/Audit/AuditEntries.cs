using Edge.Contracts;

namespace Edge.Ctl.Audit;

/// <summary>Reads entries of an audit log as they are, whether the chain holds or not.</summary>
internal static class AuditEntries
{
    /// <summary>The last entries, the latest first.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<AuditEntry> Latest(string folder, int count)
    {
        var latest = new List<AuditEntry>();
        foreach (AuditFile file in AuditFile.List(folder).Reverse())
        {
            latest.AddRange(In(file).TakeLast(count - latest.Count).Reverse());
            if (latest.Count >= count)
            {
                break;
            }
        }

        return latest;
    }

    /// <summary>All of them, the oldest first, with the line that each is of.</summary>
    public static IEnumerable<(AuditEntry Entry, byte[] Line)> All(string folder) => AuditFile.List(folder).SelectMany(InWithLine);

    private static IEnumerable<AuditEntry> In(AuditFile file) => InWithLine(file).Select(one => one.Entry);

    private static IEnumerable<(AuditEntry Entry, byte[] Line)> InWithLine(AuditFile file)
    {
        foreach ((byte[] line, _, bool isWhole) in AuditLines.Read(file.Path))
        {
            _ = AuditLine.Read(line, out AuditEntry? entry);
            if (entry is not null && isWhole)
            {
                yield return (entry, line);
            }
        }
    }
}
