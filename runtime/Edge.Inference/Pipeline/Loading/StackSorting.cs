using System.Globalization;
using Edge.Dicom;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Reads where slices lie from their attributes and puts them in order (PS3.3 C.7.6.2.1.1).</summary>
internal static class StackSorting
{
    /// <summary>Pixel spacings that differ by less are one: scanners round.</summary>
    private const double SameSpacingMm = 1e-3;

    /// <summary>How far a row's direction may be from length 1, or from a right angle to the column's, before it counts as broken.</summary>
    private const double DirectionError = 1e-2;

    /// <summary>Sorts slices.</summary>
    /// <param name="instances">The slices, in any order; at least one.</param>
    /// <param name="stack">Receives the order and geometry.</param>
    /// <returns>Null, or why they make no volume.</returns>
    public static StageStop? Sort(IReadOnlyList<SourceInstance> instances, out SliceStack? stack)
    {
        stack = null;
        var slices = new List<SlicePosition>(instances.Count);
        foreach (SourceInstance instance in instances)
        {
            if (Position(instance) is not { } position)
            {
                return StageStop.NotApplicable(
                    $"The {instance.Name} does not say where it lies (Image Position and Orientation (Patient)), which a volume needs.");
            }

            slices.Add(position);
        }

        StageStop? stop = CheckSpacing(instances) ?? CheckFrameOfReference(instances);
        if (stop is not null)
        {
            return stop;
        }

        double[] spacing = instances[0].Attributes.GetDoubles(DicomTag.PixelSpacing)!;
        stack = SliceStack.Assemble(slices, spacing[0], spacing[1], out StackRefusal? refusal);
        return refusal is null ? null : StageStop.NotApplicable(refusal.Reason);
    }

    private static StageStop? CheckSpacing(IReadOnlyList<SourceInstance> instances)
    {
        double[] first = instances[0].Attributes.GetDoubles(DicomTag.PixelSpacing) ?? [];
        foreach (SourceInstance instance in instances)
        {
            if (instance.Attributes.GetDoubles(DicomTag.PixelSpacing) is not [> 0 and var rowMm, > 0 and var columnMm])
            {
                return StageStop.NotApplicable($"The {instance.Name} does not say its Pixel Spacing, which a volume needs.");
            }

            if (Math.Abs(rowMm - first[0]) > SameSpacingMm || Math.Abs(columnMm - first[1]) > SameSpacingMm)
            {
                return StageStop.NotApplicable(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Pixel Spacing of {instance.Name} is {rowMm:0.####}\\{columnMm:0.####} mm and of {instances[0].Name} {first[0]:0.####}\\{first[1]:0.####} mm; "
                    + $"a volume needs slices of one spacing."));
            }
        }

        return null;
    }

    private static StageStop? CheckFrameOfReference(IReadOnlyList<SourceInstance> instances)
    {
        string? first = instances[0].Attributes.GetString(DicomTag.FrameOfReferenceUID);
        foreach (SourceInstance instance in instances)
        {
            if (instance.Attributes.GetString(DicomTag.FrameOfReferenceUID) != first)
            {
                return StageStop.NotApplicable(
                    $"The {instance.Name} and the {instances[0].Name} have different Frames of Reference, so that they do not lie in one space.");
            }
        }

        return null;
    }

    private static SlicePosition? Position(SourceInstance instance)
    {
        double[]? position = instance.Attributes.GetDoubles(DicomTag.ImagePositionPatient);
        double[]? orientation = instance.Attributes.GetDoubles(DicomTag.ImageOrientationPatient);
        if (position is not { Length: 3 } || orientation is not { Length: 6 } || !position.Concat(orientation).All(double.IsFinite))
        {
            return null;
        }

        var row = new PatientVector(orientation[0], orientation[1], orientation[2]);
        var column = new PatientVector(orientation[3], orientation[4], orientation[5]);
        bool sound = Math.Abs(row.Length - 1) < DirectionError && Math.Abs(column.Length - 1) < DirectionError && Math.Abs(row.Dot(column)) < DirectionError;
        return sound ? new SlicePosition(instance.Name, new PatientVector(position[0], position[1], position[2]), row, column) : null;
    }
}
