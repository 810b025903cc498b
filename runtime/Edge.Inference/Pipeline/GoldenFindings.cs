using System.Globalization;
using Edge.Contracts;
using Edge.Inference.Pipeline.Postprocess;

namespace Edge.Inference.Pipeline;

/// <summary>Compares what came of a golden case with the findings and segments that its maker expects.</summary>
internal static class GoldenFindings
{
    /// <summary>The first finding that is not as expected, in words; null when all are, and no other came out.</summary>
    public static string? Difference(GoldenCase golden, IReadOnlyList<Finding> findings)
    {
        foreach (GoldenFinding expected in golden.Expected.Findings)
        {
            Finding? finding = findings.FirstOrDefault(finding => finding.Label == expected.Label);
            if (finding is null || finding.Present != expected.Present)
            {
                return $"the finding '{expected.Label}' is {(finding is null ? "missing" : finding.Present ? "present" : "absent")}.";
            }

            if ((OfNumbers(finding, expected, golden.Tolerance) ?? OfBoxes(finding, expected, golden.Tolerance)) is { } difference)
            {
                return $"the finding '{expected.Label}' {difference}";
            }
        }

        Finding? other = findings.FirstOrDefault(finding => golden.Expected.Findings.All(expected => expected.Label != finding.Label));
        return other is null ? null : $"the finding '{other.Label}' came out, and the case lists none of that label.";
    }

    /// <summary>The first segment whose volume is not as expected, in words; null when all are.</summary>
    public static string? Difference(GoldenCase golden, IReadOnlyList<Segmentation> segmentations)
    {
        foreach (GoldenSegment expected in golden.Expected.Segments)
        {
            double[] volumes =
            [
                .. from segmentation in segmentations
                   from segment in segmentation.Segments
                   where segment.Label == expected.Label
                   select segmentation.Labels.VolumeMl(segment.Channel),
            ];
            if (volumes is not [var volume])
            {
                return $"no segment has the label '{expected.Label}'.";
            }

            if (Unlike("mL", volume, expected.VolumeMl, golden.Tolerance.VolumeMl) is { } difference)
            {
                return $"the segment '{expected.Label}' {difference}";
            }
        }

        return null;
    }

    private static string? OfNumbers(Finding finding, GoldenFinding expected, GoldenTolerance tolerance) =>
        Strictly("probability", finding.Probability, expected.Probability, tolerance.Probability)
        ?? Strictly("mL", finding.VolumeMl, expected.VolumeMl, tolerance.VolumeMl)
        ?? Given("as its value", finding.Value, expected.Value, tolerance.Value)
        ?? Given("mm", finding.DiameterMm, expected.DiameterMm, tolerance.DiameterMm)
        ?? Given("as its mean", finding.Mean, expected.Mean, tolerance.Mean);

    /// <summary>Null is expected as well.</summary>
    private static string? Strictly(string what, double? value, double? expected, double tolerance) =>
        value is null && expected is null ? null : Unlike(what, value, expected, tolerance);

    /// <summary>Null says nothing.</summary>
    private static string? Given(string what, double? value, double? expected, double? tolerance) =>
        expected is null ? null : Unlike(what, value, expected, tolerance ?? 0);

    private static string? Unlike(string what, double? value, double? expected, double tolerance) =>
        value is { } found && expected is { } wanted && Math.Abs(found - wanted) <= tolerance
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"has {Number(value)} {what}, expected {Number(expected)} within {tolerance:R}.");

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "nothing";

    /// <summary>Each expected box needs a box of its own; scores that are nearly equal may come in either order.</summary>
    private static string? OfBoxes(Finding finding, GoldenFinding expected, GoldenTolerance tolerance)
    {
        if (expected.Boxes is not { } wanted)
        {
            return null;
        }

        List<DetectedBox> left = [.. finding.Boxes ?? []];
        if (left.Count != wanted.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {left.Count} boxes, expected {wanted.Count}.");
        }

        foreach (DetectedBox box in wanted)
        {
            int at = left.FindIndex(found => IsLike(found, box, tolerance));
            if (at < 0)
            {
                string where = string.Join(", ", box.Min.Concat(box.Max).Select(edge => edge.ToString("R", CultureInfo.InvariantCulture)));
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"has no box at [{where}] of score {box.Score:R}, within {tolerance.BoxPixels ?? 0:R} pixels and a score of {tolerance.Probability:R}.");
            }

            left.RemoveAt(at);
        }

        return null;
    }

    private static bool IsLike(DetectedBox found, DetectedBox wanted, GoldenTolerance tolerance) =>
        Math.Abs(found.Score - wanted.Score) <= tolerance.Probability
        && AreLike(found.Min, wanted.Min, tolerance.BoxPixels ?? 0)
        && AreLike(found.Max, wanted.Max, tolerance.BoxPixels ?? 0);

    private static bool AreLike(IReadOnlyList<double> found, IReadOnlyList<double> wanted, double pixels) =>
        found.Count == wanted.Count && found.Zip(wanted).All(pair => Math.Abs(pair.First - pair.Second) <= pixels);
}
