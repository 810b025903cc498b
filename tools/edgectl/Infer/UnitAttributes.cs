using System.Globalization;
using Edge.Dicom;

namespace Edge.Ctl.Infer;

/// <summary>What evaluations group units by, of the instance that speaks for one. Null where the instance does not say.</summary>
/// <param name="Modality">Modality (0008,0060).</param>
/// <param name="Manufacturer">Manufacturer (0008,0070).</param>
/// <param name="ManufacturerModelName">Manufacturer's Model Name (0008,1090).</param>
/// <param name="PatientSex">Patient's Sex (0010,0040).</param>
/// <param name="PatientAgeYears">Patient's Age (0010,1010), else from birth date and study date; in years.</param>
/// <param name="StudyYear">Year of Study Date (0008,0020).</param>
internal sealed record UnitAttributes(
    string? Modality, string? Manufacturer, string? ManufacturerModelName, string? PatientSex, double? PatientAgeYears, int? StudyYear)
{
    private const double DaysPerYear = 365.25;
    private const double WeeksPerYear = DaysPerYear / 7;
    private const double MonthsPerYear = 12;

    /// <summary>The attributes that <see cref="Of"/> looks at.</summary>
    public static readonly IReadOnlyList<DicomTag> Tags =
    [
        DicomTag.Modality, DicomTag.Manufacturer, DicomTag.ManufacturerModelName, DicomTag.PatientSex, DicomTag.PatientAge, DicomTag.PatientBirthDate,
        DicomTag.StudyDate,
    ];

    /// <summary>Reads them.</summary>
    public static UnitAttributes Of(DicomDataset dataset) => new(
        Text(dataset, DicomTag.Modality),
        Text(dataset, DicomTag.Manufacturer),
        Text(dataset, DicomTag.ManufacturerModelName),
        Text(dataset, DicomTag.PatientSex),
        Age(Text(dataset, DicomTag.PatientAge)) ?? Between(Date(dataset, DicomTag.PatientBirthDate), Date(dataset, DicomTag.StudyDate)),
        Date(dataset, DicomTag.StudyDate)?.Year);

    /// <summary>An age string (PS3.5 table 6.2-1, AS) in years: <c>042Y</c>, <c>018M</c>, <c>006W</c>, <c>010D</c>.</summary>
    internal static double? Age(string? text)
    {
        if (text is not { Length: 4 } || !int.TryParse(text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return null;
        }

        return text[3] switch
        {
            'Y' => count,
            'M' => count / MonthsPerYear,
            'W' => count / WeeksPerYear,
            'D' => count / DaysPerYear,
            _ => null,
        };
    }

    private static double? Between(DateOnly? birth, DateOnly? study) =>
        birth is { } from && study is { } to && to >= from ? (to.DayNumber - from.DayNumber) / DaysPerYear : null;

    private static DateOnly? Date(DicomDataset dataset, DicomTag tag) =>
        DateOnly.TryParseExact(Text(dataset, tag), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;

    private static string? Text(DicomDataset dataset, DicomTag tag) =>
        dataset.GetString(tag)?.Trim() is { Length: > 0 } text ? text : null;
}
