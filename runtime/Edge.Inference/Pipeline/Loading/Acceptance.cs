using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Checks inputs against what a manifest accepts. Anything outside is not applicable, with the exact reason.</summary>
internal static class Acceptance
{
    /// <summary>Checks every instance and their number; the slice spacing is known only once they are sorted.</summary>
    /// <returns>Null, or the first thing that does not fit.</returns>
    public static StageStop? Check(AcceptedInput accepts, IReadOnlyList<SourceInstance> instances)
    {
        foreach (SourceInstance instance in instances)
        {
            if (Check(accepts, instance) is { } stop)
            {
                return stop;
            }
        }

        return accepts.Slices is { } slices && !slices.Contains(instances.Count)
            ? StageStop.NotApplicable(Invariant($"The series has {instances.Count} slices; the model takes {slices.Min} to {slices.Max}."))
            : null;
    }

    /// <summary>Checks the distance between slices.</summary>
    public static StageStop? CheckSliceSpacing(AcceptedInput accepts, double spacingMm) =>
        accepts.SliceSpacingMm is { } range && !range.Contains(spacingMm)
            ? StageStop.NotApplicable(Invariant($"The slices are {spacingMm:0.###} mm apart; the model takes {range.Min} to {range.Max} mm."))
            : null;

    private static StageStop? Check(AcceptedInput accepts, SourceInstance instance) =>
        CheckText(accepts.SopClassUids, instance, DicomTag.SOPClassUID, "SOP Class UID")
        ?? CheckText(accepts.Modalities, instance, DicomTag.Modality, "Modality")
        ?? CheckText(accepts.BodyParts, instance, DicomTag.BodyPartExamined, "Body Part Examined")
        ?? ViewAcceptance.Check(accepts, instance)
        ?? CheckText(accepts.PhotometricInterpretations, instance, DicomTag.PhotometricInterpretation, "Photometric Interpretation")
        ?? CheckSize(accepts.Rows, instance, DicomTag.Rows, "rows")
        ?? CheckSize(accepts.Columns, instance, DicomTag.Columns, "columns")
        ?? CheckPixelSpacing(accepts.PixelSpacingMm, instance);

    private static StageStop? CheckText(IReadOnlyList<string>? accepted, SourceInstance instance, DicomTag tag, string name)
    {
        string? value = instance.Attributes.GetString(tag);
        return accepted is null || (value is not null && accepted.Contains(value, StringComparer.Ordinal))
            ? null
            : StageStop.NotApplicable($"{name} of {instance.Name} is {Quoted(value)}; the model takes {string.Join(", ", accepted.Select(Named))}.");
    }

    private static StageStop? CheckSize(ValueRange? range, SourceInstance instance, DicomTag tag, string name)
    {
        if (range is null)
        {
            return null;
        }

        return instance.Attributes.TryGetUInt16(tag, out ushort size) && range.Contains(size)
            ? null
            : StageStop.NotApplicable(Invariant($"The {instance.Name} has {size} {name}; the model takes {range.Min} to {range.Max}."));
    }

    private static StageStop? CheckPixelSpacing(ValueRange? range, SourceInstance instance)
    {
        if (range is null)
        {
            return null;
        }

        // A radiograph that was not calibrated has its spacing at the detector (PS3.3 10.7.1.3).
        double[]? spacing = instance.Attributes.GetDoubles(DicomTag.PixelSpacing) ?? instance.Attributes.GetDoubles(DicomTag.ImagerPixelSpacing);
        if (spacing is not [var row, var column])
        {
            return StageStop.NotApplicable($"The {instance.Name} does not say its Pixel Spacing, which the model needs.");
        }

        return range.Contains(row) && range.Contains(column)
            ? null
            : StageStop.NotApplicable(
                Invariant($"Pixel Spacing of {instance.Name} is {row:0.####}\\{column:0.####} mm; the model takes {range.Min} to {range.Max} mm."));
    }

    private static string Quoted(string? value) => value is null ? "absent" : Named(value);

    /// <summary>A UID with its name in PS3.6.</summary>
    private static string Named(string value) => DicomUid.NameOf(value) is { } name ? $"{name} ({value})" : $"'{value}'";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
