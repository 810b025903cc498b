using System.Globalization;

namespace Edge.Contracts;

/// <summary>One finding.</summary>
/// <param name="Label">Short name.</param>
/// <param name="Code">Coded concept.</param>
/// <param name="Present">
/// At or above its operating point or least volume, the greatest of its classes, or found with at least one box; true for a value that was predicted.
/// </param>
/// <param name="Probability">0..1 for a classifier; the highest score among its boxes for a detector; else null.</param>
/// <param name="OperatingPoint">Probability or score from which it counts as present, else null.</param>
/// <param name="VolumeMl">Volume in mL for a segment, else null.</param>
public sealed record Finding(string Label, CodedConcept Code, bool Present, double? Probability, double? OperatingPoint, double? VolumeMl)
{
    /// <summary>Longest diameter of a segment within a slice, in mm; null where it was not measured or nothing is there.</summary>
    public double? DiameterMm { get; init; }

    /// <summary>Mean of the modality's values in a segment; null where it was not measured or nothing is there.</summary>
    public double? Mean { get; init; }

    /// <summary>The predicted number of a regression, else null.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of <see cref="Value"/> or <see cref="Mean"/> (UCUM); null where neither has one.</summary>
    public CodedConcept? Unit { get; init; }

    /// <summary>Boxes of a detector, highest score first; null for anything else.</summary>
    public IReadOnlyList<DetectedBox>? Boxes { get; init; }

    /// <summary>Findings on one line: what is present with its measure, what is absent.</summary>
    public static string InWords(IEnumerable<Finding> findings) => string.Join(", ", findings.Select(finding => finding.InWords()));

    private string InWords()
    {
        string measure = this switch
        {
            { Value: { } value } => string.Create(CultureInfo.InvariantCulture, $" {value:0.###} {Unit?.Value}").TrimEnd(),
            { Boxes: { Count: > 0 } boxes } => string.Create(CultureInfo.InvariantCulture, $" ×{boxes.Count} {Probability:0.###}"),
            { VolumeMl: { } volume } => string.Create(CultureInfo.InvariantCulture, $" {volume:0.###} mL"),
            { Probability: { } probability } => string.Create(CultureInfo.InvariantCulture, $" {probability:0.###}"),
            _ => string.Empty,
        };
        return (Present ? string.Empty : "no ") + Label + measure;
    }
}
