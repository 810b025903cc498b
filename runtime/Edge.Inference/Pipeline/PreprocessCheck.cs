using Edge.Contracts;
using Edge.Inference.Pipeline.Preprocess;

namespace Edge.Inference.Pipeline;

/// <summary>What a manifest's steps before the network must satisfy beyond their types, each where it stands.</summary>
internal static class PreprocessCheck
{
    /// <summary>The first problem, with its path and what to write instead; null when there is none.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="volume">True when its input is a volume.</param>
    public static string? FirstProblem(ModelManifest manifest, bool volume)
    {
        IReadOnlyList<PreprocessStep> steps = manifest.Preprocess;
        for (int index = 0; index < steps.Count; index++)
        {
            PreprocessStep[] before = [.. steps.Take(index)];
            string? problem = CheckPlace(steps[index], before, volume) ?? CheckColour(steps[index], before, manifest) ?? CheckParameters(steps[index]);
            if (problem is not null)
            {
                return $"preprocess[{index}] {problem}.";
            }
        }

        return volume && !steps.Any(step => step is SortSlicesStep) ? "preprocess needs sort-slices for a volume." : null;
    }

    private static string? CheckPlace(PreprocessStep step, PreprocessStep[] before, bool volume) => step switch
    {
        PaddingStep or ModalityLutStep when !before.All(other => other is SortSlicesStep or EachFrameStep or PaddingStep) =>
            "must come before any step that changes values",
        EachFrameStep when volume => "is for images; a volume takes all frames",
        PaddingStep or EachFrameStep or ToRgbStep or ResampleStep when before.Any(other => other.GetType() == step.GetType()) => "may stand once",
        Monochrome1InvertStep when !before.Any(other => other is VoiWindowStep) => "must come after voi-window",
        SortSlicesStep when !volume => "needs a volume (NCDHW)",
        OrientStep or ResampleStep when !before.Any(other => other is SortSlicesStep) => "must come after sort-slices",
        ResizeStep when volume => "is for images; resample volumes",
        _ => null,
    };

    private static string? CheckColour(PreprocessStep step, PreprocessStep[] before, ModelManifest manifest) => step switch
    {
        ToRgbStep when manifest.Image.Layout != "NCHW" => "is for images (NCHW)",
        ToRgbStep when TakesGrey(manifest.Accepts) && !before.Any(other => other is VoiWindowStep) =>
            "must come after voi-window, which brings grey images to 0 to 1, unless only colours are accepted",
        VoiWindowStep or Monochrome1InvertStep when before.Any(other => other is ToRgbStep) => "must come before to-rgb",
        NormalizeStep normalize when !HasOneForEach(normalize.Mean, before) || !HasOneForEach(normalize.Std, before) =>
            "mean and std must have one value for each channel, or be null",
        _ => null,
    };

    private static string? CheckParameters(PreprocessStep step) => step switch
    {
        PaddingStep { With: not ("least" or "greatest") } => "with must be least or greatest",
        EachFrameStep { Combine: not ("max" or "mean") } => "combine must be max or mean",
        VoiWindowStep { Function: not ("linear" or "linear-exact" or "sigmoid" or "attribute") } => "function must be linear, linear-exact, sigmoid or attribute",
        VoiWindowStep { Source: not ("attributes" or "voi-lut" or "full-range" or "fixed") } => "source must be attributes, voi-lut, full-range or fixed",
        VoiWindowStep { Source: "fixed", Function: "attribute" } => "source fixed needs a function of its own",
        VoiWindowStep { Source: "fixed", Center: null } or VoiWindowStep { Source: "fixed", Width: null or <= 0 }
            or VoiWindowStep { Source: "fixed", Function: "linear", Width: < 1 } => "source fixed needs center, and width of at least 1 (linear) or above 0",
        OrientStep { Axes: not "LPS" } => "axes must be LPS",
        ResampleStep { Mode: not "trilinear" } => "mode must be trilinear",
        ResampleStep { Padding: not "border" } => "padding must be border",
        ResampleStep resample when resample.SpacingMm.Count != 3 || resample.SpacingMm.Any(mm => mm is not (> 0 and < 1000)) =>
            "spacingMm must be three lengths in mm, [D,H,W]",
        ResizeStep { Mode: not "bilinear" } => "mode must be bilinear",
        ResizeStep { Height: < 1 or > 65535 } or ResizeStep { Width: < 1 or > 65535 } => "height and width must be 1 to 65535",
        ClipStep clip when clip.Min > clip.Max => "min must not be above max",
        _ => null,
    };

    private static bool TakesGrey(AcceptedInput accepts) =>
        accepts.PhotometricInterpretations is null
        || accepts.PhotometricInterpretations.Any(value => value.StartsWith("MONOCHROME", StringComparison.Ordinal));

    private static bool HasOneForEach(IReadOnlyList<double>? values, PreprocessStep[] before) =>
        values is null || values.Count == (before.Any(step => step is ToRgbStep) ? ToRgb.Channels : 1);
}
