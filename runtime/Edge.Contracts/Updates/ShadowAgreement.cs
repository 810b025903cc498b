namespace Edge.Contracts;

/// <summary>How a release and the one that serves compare over one study. No finding's own number is in it, only differences.</summary>
/// <param name="NotCompleted">Why the release gave no findings where the active one did; null when it did.</param>
/// <param name="Findings">Findings of the active release.</param>
/// <param name="SameCall">Of these, present in both or absent in both.</param>
/// <param name="Probability">Largest difference of a probability or highest score; null where there is none.</param>
/// <param name="Value">Largest difference of a predicted value, as a share of the greater; null where there is none.</param>
/// <param name="Overlap">Least Dice coefficient of a segment; null where there is none.</param>
/// <param name="Was">What the active release took.</param>
/// <param name="Now">What the release took.</param>
public sealed record ShadowAgreement(
    string? NotCompleted, int Findings, int SameCall, LabelledFigure? Probability, LabelledFigure? Value, LabelledFigure? Overlap, ShadowCost Was, ShadowCost? Now);

/// <summary>A number of an output.</summary>
/// <param name="Label">Label of the finding or segment.</param>
/// <param name="Figure">The number.</param>
public sealed record LabelledFigure(string Label, double Figure);

/// <summary>What a job took.</summary>
/// <param name="Ms">Time of all its stages but the loading of the model, in milliseconds.</param>
/// <param name="PeakMiB">Most memory resident in a stage after the loading of the model, in MiB; null where it was not measured.</param>
public sealed record ShadowCost(double Ms, double? PeakMiB)
{
    /// <summary>What a result says of its job.</summary>
    public static ShadowCost Of(ResultDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        StageTimings timings = document.Timings;
        return new ShadowCost(
            timings.LoadMs + timings.PreprocessMs + timings.InferMs + timings.PostprocessMs + timings.ObjectsMs,
            document.PeakMemory is { } peaks ? Math.Max(Math.Max(peaks.LoadMiB, peaks.PreprocessMiB), Math.Max(peaks.InferMiB, peaks.PostprocessMiB)) : null);
    }
}
