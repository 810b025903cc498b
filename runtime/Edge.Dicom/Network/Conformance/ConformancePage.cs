using System.Text;

namespace Edge.Dicom.Network;

/// <summary>
/// Keeps the tables of a conformance statement (PS3.2) equal to what the code does. A table stands between the lines
/// <c>&lt;!-- table: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>; what is around it is written by people.
/// </summary>
public static class ConformancePage
{
    private const string Begin = "<!-- table: ";
    private const string BeginEnd = " -->";
    private const string End = "<!-- end -->";

    /// <summary>The page with every table made anew.</summary>
    /// <param name="page">The page as it is, in Markdown, with line feeds.</param>
    /// <exception cref="FormatException">A table has no end, or a name that is not known.</exception>
    public static string Refresh(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var fresh = new StringBuilder(page.Length);
        bool isInTable = false;
        foreach (string line in page.Split('\n'))
        {
            bool isEnd = line == End;
            if (isEnd != isInTable && (isEnd || line.StartsWith(Begin, StringComparison.Ordinal)))
            {
                throw new FormatException($"'{line}' stands where it must not.");
            }

            if (isInTable && !isEnd)
            {
                continue;
            }

            fresh.Append(line).Append('\n');
            isInTable = !isEnd && line.StartsWith(Begin, StringComparison.Ordinal);
            if (isInTable)
            {
                AppendTable(fresh, ConformanceTables.Find(line[Begin.Length..].Replace(BeginEnd, "", StringComparison.Ordinal)));
            }
        }

        fresh.Length--;
        return isInTable ? throw new FormatException($"A table lacks its '{End}'.") : fresh.ToString();
    }

    private static void AppendTable(StringBuilder page, ConformanceTable table)
    {
        page.Append('\n');
        AppendRow(page, table.Columns);
        AppendRow(page, [.. table.Columns.Select(_ => "---")]);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            AppendRow(page, row);
        }

        page.Append('\n');
    }

    private static void AppendRow(StringBuilder page, IReadOnlyList<string> cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
