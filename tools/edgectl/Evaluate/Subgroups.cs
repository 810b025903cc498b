using System.Globalization;
using Edge.Ctl.Infer;

namespace Edge.Ctl.Evaluate;

/// <summary>Which subgroups a unit belongs to. What the truth says of it goes before what its images say.</summary>
/// <param name="ageBands">Years at which a band of ages begins, ascending.</param>
internal sealed class Subgroups(IReadOnlyList<int> ageBands)
{
    private const string GroupPrefix = "group:";
    private const string Unknown = "not stated";

    /// <summary>The attribute and value of each subgroup, in the order of reports.</summary>
    public IReadOnlyList<(string Attribute, string Value)> Of(CollectedResult result, IReadOnlyDictionary<string, string> row)
    {
        UnitAttributes? attributes = result.Attributes;
        string? manufacturer = Cell(row, "manufacturer") ?? attributes?.Manufacturer;
        string? model = Cell(row, "model") ?? attributes?.ManufacturerModelName;
        double? age = double.TryParse(Cell(row, "age"), CultureInfo.InvariantCulture, out double years) ? years : attributes?.PatientAgeYears;
        return
        [
            ("modality", attributes?.Modality ?? Unknown),
            ("manufacturer", manufacturer ?? Unknown),
            ("scanner", manufacturer is null && model is null ? Unknown : $"{manufacturer} {model}".Trim()),
            ("sex", Sex(Cell(row, "sex") ?? attributes?.PatientSex)),
            ("age", Band(age)),
            .. row.Where(cell => cell.Key.StartsWith(GroupPrefix, StringComparison.OrdinalIgnoreCase))
                .Select(cell => (cell.Key[GroupPrefix.Length..], cell.Value.Length > 0 ? cell.Value : Unknown)),
        ];
    }

    private string Band(double? age)
    {
        if (age is not { } years)
        {
            return Unknown;
        }

        int band = ageBands.Count(from => from <= years);
        return band == 0
            ? $"under {ageBands[0]}"
            : band == ageBands.Count ? $"{ageBands[^1]} and over" : $"{ageBands[band - 1]} to {ageBands[band] - 1}";
    }

    private static string Sex(string? value) => value switch { "M" => "male", "F" => "female", "O" => "other", null or "" => Unknown, _ => value };

    private static string? Cell(IReadOnlyDictionary<string, string> row, string column) =>
        row.TryGetValue(column, out string? cell) && cell.Length > 0 ? cell : null;
}
