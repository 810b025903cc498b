namespace Edge.Dicom.Tests.Json;

/// <summary>
/// The listed, reasoned deviations: deviations.tsv beside this file, a line each of tool ("ours" for a file that we refuse), kind of
/// difference, end of the file's path or *, and the reason.
/// </summary>
public sealed class Deviations
{
    private readonly List<(string Tool, string Kind, string File, string Reason)> _rows = [];
    private readonly HashSet<int> _used = [];

    private Deviations()
    {
    }

    public static Deviations Load()
    {
        var all = new Deviations();
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Json", "deviations.tsv")))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] cells = line.Split('\t');
                Assert.True(cells.Length == 4 && cells[3].Length > 20, $"deviations.tsv: give tool, kind, file and a reason: {line}");
                all._rows.Add((cells[0], cells[1], cells[2], cells[3]));
            }
        }

        return all;
    }

    /// <summary>True when the list has this deviation, which counts as used from then on.</summary>
    public bool Explain(string tool, string kind, string file)
    {
        int index = _rows.FindIndex(row => row.Tool == tool && row.Kind == kind && (row.File == "*" || file.EndsWith(row.File, StringComparison.Ordinal)));
        return index >= 0 && (_used.Contains(index) || _used.Add(index));
    }

    /// <summary>Rows that nothing needed.</summary>
    public IEnumerable<string> Unused() => _rows.Where((_, index) => !_used.Contains(index)).Select(row => $"{row.Tool} {row.Kind} {row.File}");
}
