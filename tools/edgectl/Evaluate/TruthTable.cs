using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Evaluate;

/// <summary>
/// What is true of units, from a CSV file. A column names the unit by UID; a column with a finding's label says whether it is present; <c>mask:LABEL</c>
/// names a true mask; <c>manufacturer</c>, <c>model</c>, <c>sex</c>, <c>age</c> and any <c>group:NAME</c> say which subgroup it belongs to.
/// </summary>
internal sealed class TruthTable
{
    private const long BytesMax = 256 * 1024 * 1024;

    /// <summary>Columns that name a unit, the most exact first.</summary>
    private static readonly string[] UidColumns = ["sopInstanceUid", "seriesInstanceUid", "studyInstanceUid"];

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _byUid = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly string _uidColumn;
    private readonly string _folder;

    private TruthTable(CsvTable table, string uidColumn, string folder, TruthSource source)
    {
        Columns = table.Columns;
        _uidColumn = uidColumn;
        _folder = folder;
        Source = source;
    }

    /// <summary>Its columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Where it came from.</summary>
    public TruthSource Source { get; }

    /// <summary>UIDs of rows that were never asked for.</summary>
    public IReadOnlyList<string> Unused => [.. _byUid.Keys.Where(uid => !_used.Contains(uid)).Order(StringComparer.Ordinal)];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ApplianceException">It cannot be read or is no truth: what is wrong.</exception>
    public static TruthTable Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = BoundedFile.Read(path, BytesMax) ?? throw new ApplianceException($"{path} is larger than {BytesMax / 1024 / 1024} MiB. Split it, and evaluate each part.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{path} cannot be read: {exception.Message}", exception);
        }

        var table = CsvTable.Parse(Encoding.UTF8.GetString(bytes), Path.GetFileName(path));
        string uidColumn = UidColumns.FirstOrDefault(column => table.Columns.Contains(column, StringComparer.OrdinalIgnoreCase))
            ?? throw new ApplianceException($"{path} has no column {string.Join(", ", UidColumns)}, one of which must name the unit.");
        var source = new TruthSource(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(bytes)), table.Rows.Count);
        var truth = new TruthTable(table, uidColumn, Path.GetDirectoryName(Path.GetFullPath(path))!, source);
        foreach (IReadOnlyDictionary<string, string> row in table.Rows)
        {
            if (row[uidColumn].Length > 0 && !truth._byUid.TryAdd(row[uidColumn], row))
            {
                throw new ApplianceException($"{path} has two rows for {row[uidColumn]}. Leave one.");
            }
        }

        return truth;
    }

    /// <summary>The row of a unit; null when there is none.</summary>
    public IReadOnlyDictionary<string, string>? RowOf(ResultUnit unit)
    {
        string? uid = _uidColumn switch
        {
            "sopInstanceUid" => unit.SopInstanceUid,
            "seriesInstanceUid" => unit.SeriesInstanceUid,
            _ => unit.StudyInstanceUid,
        };
        if (uid is null || !_byUid.TryGetValue(uid, out IReadOnlyDictionary<string, string>? row))
        {
            return null;
        }

        _used.Add(uid);
        return row;
    }

    /// <summary>Whether a finding is truly present; null where the row says nothing of it.</summary>
    /// <exception cref="ApplianceException">The cell is neither yes nor no.</exception>
    public bool? Present(IReadOnlyDictionary<string, string> row, string label)
    {
        if (!row.TryGetValue(label, out string? cell) || cell.Length == 0)
        {
            return null;
        }

        return cell.ToLower(CultureInfo.InvariantCulture) switch
        {
            "1" or "true" or "yes" or "present" or "positive" => true,
            "0" or "false" or "no" or "absent" or "negative" => false,
            _ => throw new ApplianceException(
                $"{Source.File}: '{cell}' of {row[_uidColumn]} in column '{label}' is neither 1, true, yes, present nor 0, false, no, absent; leave it empty where it is not known."),
        };
    }

    /// <summary>The file of a true mask; null where the row names none.</summary>
    public string? Mask(IReadOnlyDictionary<string, string> row, string label) =>
        row.TryGetValue($"mask:{label}", out string? cell) && cell.Length > 0 ? Path.GetFullPath(Path.Combine(_folder, cell)) : null;
}
