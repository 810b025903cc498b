using Edge.Contracts;

namespace Edge.Runtime.Shadow;

/// <summary>Holds what a release found in a study against what the active one had found.</summary>
internal static class ShadowComparison
{
    /// <summary>Compares.</summary>
    /// <param name="was">The active release's result, and the directory of its objects.</param>
    /// <param name="now">The release's, and the directory of its objects.</param>
    /// <exception cref="InvalidDataException">A segmentation cannot be compared.</exception>
    /// <exception cref="IOException">An object cannot be read.</exception>
    public static ShadowAgreement Compare((ResultDocument Document, string Directory) was, (ResultDocument Document, string Directory) now)
    {
        IReadOnlyList<Finding> before = was.Document.Findings;
        if (now.Document.Outcome != ResultOutcome.Completed)
        {
            return NotCompleted(was.Document, now.Document.Reason ?? "It gave no reason.", ShadowCost.Of(now.Document));
        }

        (Finding Was, Finding? Now)[] pairs = [.. before.Select(finding => (finding, now.Document.Findings.FirstOrDefault(other => other.Label == finding.Label)))];
        (Finding Was, Finding Now)[] both = [.. pairs.Where(static pair => pair.Now is not null).Select(static pair => (pair.Was, pair.Now!))];
        return new ShadowAgreement(
            NotCompleted: null,
            before.Count,
            pairs.Count(static pair => pair.Now?.Present == pair.Was.Present),
            Greatest(both.Where(static pair => (pair.Was.Probability ?? pair.Now.Probability) is not null)
                .Select(static pair => new LabelledFigure(pair.Was.Label, Math.Abs((pair.Was.Probability ?? 0) - (pair.Now.Probability ?? 0))))),
            Greatest(both.Where(static pair => pair is { Was.Value: not null, Now.Value: not null })
                .Select(static pair => new LabelledFigure(pair.Was.Label, Share(pair.Was.Value!.Value, pair.Now.Value!.Value)))),
            Overlaps(was, now, both).MinBy(static overlap => overlap.Figure),
            ShadowCost.Of(was.Document),
            ShadowCost.Of(now.Document));
    }

    /// <summary>A study in which the active release found something and the other one came to no end.</summary>
    public static ShadowAgreement NotCompleted(ResultDocument was, string reason, ShadowCost? cost) =>
        new(reason, was.Findings.Count, SameCall: 0, Probability: null, Value: null, Overlap: null, ShadowCost.Of(was), cost);

    /// <summary>Where both made a segmentation its masks count, else the greatest overlap that two volumes allow.</summary>
    private static IEnumerable<LabelledFigure> Overlaps(
        (ResultDocument Document, string Directory) was, (ResultDocument Document, string Directory) now, IEnumerable<(Finding Was, Finding Now)> pairs)
    {
        IReadOnlyDictionary<string, double>? masks = FileOf(was) is { } first && FileOf(now) is { } second ? MaskOverlap.Of(first, second) : null;
        return pairs.Where(static pair => pair is { Was.VolumeMl: not null, Now.VolumeMl: not null }).Select(pair => new LabelledFigure(
            pair.Was.Label,
            masks is not null && masks.TryGetValue(pair.Was.Label, out double overlap) ? overlap : OfVolumes(pair.Was.VolumeMl!.Value, pair.Now.VolumeMl!.Value)));
    }

    private static string? FileOf((ResultDocument Document, string Directory) result) =>
        result.Document.Objects.FirstOrDefault(static made => made.Kind == ResultObjectKind.Segmentation) is { } segmentation
            ? Path.Combine(result.Directory, segmentation.File)
            : null;

    private static double OfVolumes(double was, double now) => was + now > 0 ? 2 * Math.Min(was, now) / (was + now) : 1;

    private static double Share(double was, double now)
    {
        double greater = Math.Max(Math.Abs(was), Math.Abs(now));
        return greater > 0 ? Math.Abs(was - now) / greater : 0;
    }

    private static LabelledFigure? Greatest(IEnumerable<LabelledFigure> figures) => figures.MaxBy(static figure => figure.Figure);
}
