using System.Globalization;

namespace Edge.Inference.Volumes;

/// <summary>Slices in order along their normal, and where the stack lies.</summary>
/// <param name="Order">Index of the k-th slice in what was given.</param>
/// <param name="Geometry">The affine of the ordered stack.</param>
internal sealed record SliceStack(IReadOnlyList<int> Order, VolumeGeometry Geometry)
{
    /// <summary>Largest difference of a direction cosine from the first slice's: scanners write six decimals and round.</summary>
    private const double SameOrientation = 1e-3;

    /// <summary>Slices closer than this along the normal are at one position.</summary>
    private const double DuplicateMm = 0.01;

    /// <summary>How far a slice may lie from its place in a regular stack, as a share of the slice distance.</summary>
    private const double OffGrid = 0.1;

    /// <summary>Largest drift within the plane for each mm along the normal (0.57 degrees).</summary>
    private const double TiltMax = 0.01;

    /// <summary>
    /// Orders slices by position along the normal, row × column (PS3.3 C.7.6.2.1.1). The slice step is (last − first) / (n − 1). Refuses, in
    /// this order: too few slices, a second orientation, two slices at one position, a gap or changing spacing, a tilted stack.
    /// </summary>
    /// <param name="slices">The slices, in any order, of equal pixel spacing.</param>
    /// <param name="rowSpacingMm">Distance between rows: the first value of Pixel Spacing (0028,0030).</param>
    /// <param name="columnSpacingMm">Distance between columns: the second.</param>
    /// <param name="refusal">Why there is no stack, or null.</param>
    public static SliceStack? Assemble(
        IReadOnlyList<SlicePosition> slices, double rowSpacingMm, double columnSpacingMm, out StackRefusal? refusal)
    {
        // 1. Enough slices, all with one orientation.
        refusal = CheckOrientation(slices);
        if (refusal is not null)
        {
            return null;
        }

        // 2. Order along the normal; of equal positions the earlier stays first.
        PatientVector row = slices[0].Row;
        PatientVector column = slices[0].Column;
        PatientVector normal = row.Cross(column);
        normal /= normal.Length;
        int[] order = [.. Enumerable.Range(0, slices.Count).OrderBy(index => slices[index].Position.Dot(normal))];

        // 3. A regular stack.
        PatientVector first = slices[order[0]].Position;
        PatientVector step = (slices[order[^1]].Position - first) / (slices.Count - 1);
        refusal = CheckDuplicates(slices, order, normal) ?? CheckGaps(slices, order, step) ?? CheckTilt(step, normal);
        return refusal is null
            ? new SliceStack(order, new VolumeGeometry(first, step, column * rowSpacingMm, row * columnSpacingMm))
            : null;
    }

    private static StackRefusal? CheckOrientation(IReadOnlyList<SlicePosition> slices)
    {
        if (slices.Count < 2)
        {
            return new StackRefusal(StackRefusalKind.Slices, "A volume needs at least two slices.");
        }

        SlicePosition first = slices[0];
        foreach (SlicePosition slice in slices)
        {
            if (Largest(slice.Row - first.Row) > SameOrientation || Largest(slice.Column - first.Column) > SameOrientation)
            {
                return new StackRefusal(
                    StackRefusalKind.Orientation, $"{slice.Name} has another orientation than {first.Name}, as a localizer among the slices has.");
            }
        }

        return null;
    }

    private static StackRefusal? CheckDuplicates(IReadOnlyList<SlicePosition> slices, int[] order, PatientVector normal)
    {
        for (int index = 1; index < order.Length; index++)
        {
            SlicePosition before = slices[order[index - 1]];
            SlicePosition slice = slices[order[index]];
            if ((slice.Position - before.Position).Dot(normal) < DuplicateMm)
            {
                return new StackRefusal(StackRefusalKind.Duplicate, $"{slice.Name} lies at the same position as {before.Name}.");
            }
        }

        return null;
    }

    private static StackRefusal? CheckGaps(IReadOnlyList<SlicePosition> slices, int[] order, PatientVector step)
    {
        PatientVector first = slices[order[0]].Position;
        double allowedMm = OffGrid * step.Length;
        for (int index = 0; index < order.Length; index++)
        {
            SlicePosition slice = slices[order[index]];
            double offMm = (slice.Position - (first + (step * index))).Length;
            if (offMm > allowedMm)
            {
                return new StackRefusal(StackRefusalKind.Gap, Gap(slices, order, slice, offMm));
            }
        }

        return null;
    }

    /// <summary>Names the widest distance between neighbours, which is where a slice is missing.</summary>
    private static string Gap(IReadOnlyList<SlicePosition> slices, int[] order, SlicePosition off, double offMm)
    {
        int widest = 1;
        double widestMm = 0;
        double leastMm = double.MaxValue;
        for (int index = 1; index < order.Length; index++)
        {
            double distanceMm = (slices[order[index]].Position - slices[order[index - 1]].Position).Length;
            leastMm = Math.Min(leastMm, distanceMm);
            if (distanceMm > widestMm)
            {
                (widest, widestMm) = (index, distanceMm);
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"A slice is missing or the spacing changes: {widestMm:0.###} mm lie between {slices[order[widest - 1]].Name} and {slices[order[widest]].Name}, "
            + $"elsewhere as little as {leastMm:0.###} mm; {off.Name} lies {offMm:0.###} mm off its place in a regular stack.");
    }

    private static StackRefusal? CheckTilt(PatientVector step, PatientVector normal)
    {
        double along = step.Dot(normal);
        double drift = (step - (normal * along)).Length;
        return drift > TiltMax * along
            ? new StackRefusal(
                StackRefusalKind.Tilt,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The slices are sheared by {Math.Atan2(drift, along) * 180 / Math.PI:0.#} degrees against their normal, as with a tilted gantry."))
            : null;
    }

    private static double Largest(PatientVector difference) =>
        Math.Max(Math.Abs(difference.X), Math.Max(Math.Abs(difference.Y), Math.Abs(difference.Z)));
}
