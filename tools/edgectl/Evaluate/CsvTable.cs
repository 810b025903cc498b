using System.Text;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Evaluate;

/// <summary>A table as RFC 4180 has it: comma or semicolon, quotes doubled within quotes, a header first.</summary>
/// <param name="Columns">Titles.</param>
/// <param name="Rows">Cells of each row, by title.</param>
internal sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    private const int CharactersMax = 256 * 1024 * 1024;

    /// <summary>Reads a table.</summary>
    /// <exception cref="ApplianceException">It is no table: what is wrong, with the row.</exception>
    public static CsvTable Parse(string text, string name)
    {
        if (text.Length > CharactersMax)
        {
            throw new ApplianceException($"{name} is larger than {CharactersMax} characters.");
        }

        string first = text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? text[..end] : text;
        char separator = first.Count(letter => letter == ';') > first.Count(letter => letter == ',') ? ';' : ',';
        List<List<string>> lines = Split(text.TrimStart('\uFEFF'), separator, name);
        if (lines.Count == 0)
        {
            throw new ApplianceException($"{name} is empty. Its first row names the columns.");
        }

        string[] columns = [.. lines[0].Select(title => title.Trim())];
        if (columns.GroupBy(title => title, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ApplianceException($"{name} has two columns '{twice.Key}'.");
        }

        var rows = new List<IReadOnlyDictionary<string, string>>(lines.Count - 1);
        for (int line = 1; line < lines.Count; line++)
        {
            if (lines[line].Count != columns.Length)
            {
                throw new ApplianceException($"{name}: row {line + 1} has {lines[line].Count} cells, the first row {columns.Length}.");
            }

            rows.Add(columns.Zip(lines[line]).ToDictionary(pair => pair.First, pair => pair.Second.Trim(), StringComparer.OrdinalIgnoreCase));
        }

        return new CsvTable(columns, rows);
    }

    private static List<List<string>> Split(string text, char separator, string name)
    {
        var lines = new List<List<string>>();
        var line = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            char letter = text[at];
            if (quoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else if (letter == '"' && (quoted || cell.ToString().Trim().Length == 0))
            {
                quoted = !quoted;
            }
            else if (quoted || (letter != separator && letter is not ('\r' or '\n')))
            {
                cell.Append(letter);
            }
            else if (letter == separator)
            {
                EndCell();
            }
            else if (letter == '\n')
            {
                EndLine();
            }
        }

        if (quoted)
        {
            throw new ApplianceException($"{name}: a quote is opened and never closed.");
        }

        EndLine();
        return lines;

        void EndCell()
        {
            line.Add(cell.ToString());
            cell.Clear();
        }

        void EndLine()
        {
            EndCell();
            if (line.Count > 1 || line[0].Trim().Length > 0)
            {
                lines.Add(line);
            }

            line = [];
        }
    }
}
