using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Inbox;

namespace Edge.Runtime.Studies;

/// <summary>
/// Tells whether a series is a whole stack of slices: instance numbers from 0 or 1 on without a gap, one orientation, and positions along the normal
/// at equal distances, each as often as Number of Temporal Positions says. Any beginning of a stack that is sent in order looks whole too:
/// only the silence that must come before tells them apart.
/// </summary>
internal static class StackRule
{
    // As where a volume is made of the slices: scanners write six decimals and round.
    private const double SameOrientation = 1e-3;
    private const double SamePositionMm = 0.01;
    private const int Cosines = 6;

    /// <summary>True for a series that is beside the point: localizers, or no images at all.</summary>
    public static bool IsBeside(IReadOnlyList<SeriesObject> series) => series.All(item => item.Image is null or SliceFacts.ALocalizer);

    /// <summary>Why a series is a whole stack; null when it is none.</summary>
    public static string? Whole(IReadOnlyList<SeriesObject> series, StackConfig rule)
    {
        SeriesObject[] slices = [.. series.Where(item => item.Image == SliceFacts.AnImage)];
        if (slices.Length == 0 || series.Any(item => item.CountOf(ExpectedCountNames.Concatenation) is not null))
        {
            return null;
        }

        if (slices.All(slice => slice.CountOf(ExpectedCount.Frames) is { } frames && frames.Number >= rule.LeastSlices))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{slices.Length} multi-frame objects, which hold whole stacks themselves");
        }

        return slices.Length >= rule.LeastSlices && NumbersInWords(series) is { } numbers && DistancesInWords(slices, rule) is { } distances
            ? $"{distances}, {numbers}"
            : null;
    }

    /// <summary>Instance numbers of all images, localizers among them; null when there is a gap, one twice, or one without.</summary>
    private static string? NumbersInWords(IReadOnlyList<SeriesObject> series)
    {
        var numbers = new HashSet<long>();
        foreach (SeriesObject item in series)
        {
            if (item.Image is not null && !(item.Number is { } number && numbers.Add(number)))
            {
                return null;
            }
        }

        long first = numbers.Min();
        long last = numbers.Max();
        return first is 0 or 1 && last - first + 1 == numbers.Count
            ? string.Create(CultureInfo.InvariantCulture, $"instance numbers {first} to {last}")
            : null;
    }

    private static string? DistancesInWords(SeriesObject[] slices, StackConfig rule)
    {
        if (!slices.All(slice => slice.Plane is not null && IsParallel(slice, slices[0])))
        {
            return null;
        }

        if (PositionsMm(slices) is not { } positions || positions.Count < rule.LeastSlices)
        {
            return null;
        }

        double stepMm = (positions[^1] - positions[0]) / (positions.Count - 1);
        for (int index = 0; index < positions.Count; index++)
        {
            if (Math.Abs(positions[index] - (positions[0] + (stepMm * index))) > rule.Tolerance * stepMm)
            {
                return null;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{positions.Count} slices {stepMm:0.###} mm apart without a gap");
    }

    private static bool IsParallel(SeriesObject slice, SeriesObject first)
    {
        for (int index = 0; index < Cosines; index++)
        {
            if (!(Math.Abs(slice.PlaneAt(index) - first.PlaneAt(index)) <= SameOrientation))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Positions along the first slice's normal, in order, each once; null when one is there more or less often than announced.</summary>
    private static List<double>? PositionsMm(SeriesObject[] slices)
    {
        (double X, double Y, double Z) normal = Normal(slices[0]);
        (double Mm, SeriesObject Slice)[] along =
        [
            .. slices.Select(slice => ((normal.X * slice.PlaneAt(6)) + (normal.Y * slice.PlaneAt(7)) + (normal.Z * slice.PlaneAt(8)), slice))
                .OrderBy(slice => slice.Item1),
        ];
        var positions = new List<double>();
        int times = 0;
        int announced = slices[0].CountOf(ExpectedCount.TemporalPositions)?.Number ?? 1;
        foreach ((double mm, SeriesObject slice) in along)
        {
            if ((slice.CountOf(ExpectedCount.TemporalPositions)?.Number ?? 1) != announced)
            {
                return null;
            }

            if (positions.Count > 0 && mm - positions[^1] < SamePositionMm)
            {
                times++;
                continue;
            }

            if (positions.Count > 0 && times != announced)
            {
                return null;
            }

            positions.Add(mm);
            times = 1;
        }

        return times == announced ? positions : null;
    }

    private static (double X, double Y, double Z) Normal(SeriesObject slice) => (
        (slice.PlaneAt(1) * slice.PlaneAt(5)) - (slice.PlaneAt(2) * slice.PlaneAt(4)),
        (slice.PlaneAt(2) * slice.PlaneAt(3)) - (slice.PlaneAt(0) * slice.PlaneAt(5)),
        (slice.PlaneAt(0) * slice.PlaneAt(4)) - (slice.PlaneAt(1) * slice.PlaneAt(3)));
}
