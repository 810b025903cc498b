using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>
/// What a manifest must satisfy beyond its types before its steps may run: the steps rely on it and do not check again.
/// </summary>
internal static class ManifestCheck
{
    /// <summary>The first problem, with its path and what to write instead; null when there is none.</summary>
    public static string? FirstProblem(ModelManifest manifest)
    {
        if (manifest.SchemaVersion != ModelManifest.CurrentSchemaVersion)
        {
            return $"schemaVersion is {manifest.SchemaVersion}; this program reads {ModelManifest.CurrentSchemaVersion}.";
        }

        bool volume = manifest.Input.Layout == "NCDHW";
        return CheckInput(manifest, volume) ?? CheckPreprocess(manifest.Preprocess, volume) ?? CheckPostprocess(manifest, volume);
    }

    private static string? CheckInput(ModelManifest manifest, bool volume)
    {
        ModelInput input = manifest.Input;
        if (input.Layout is not ("NCHW" or "NCDHW") || input.ElementType != "float32")
        {
            return $"input is {input.ElementType} {input.Layout}; write float32, and NCHW or NCDHW.";
        }

        if (input.Dimensions.Count != input.Layout.Length || input.Dimensions[0] is not { Min: 1 } || input.Dimensions[1] is not { Min: 1 })
        {
            return $"input.dimensions must have one entry for each of {input.Layout}, N and C from 1.";
        }

        return volume == (manifest.Unit == UnitKind.Series) ? null : $"unit is {manifest.Unit}; a volume (NCDHW) needs a series, an image (NCHW) an instance.";
    }

    private static string? CheckPreprocess(IReadOnlyList<PreprocessStep> steps, bool volume)
    {
        bool sorted = false;
        bool windowed = false;
        for (int index = 0; index < steps.Count; index++)
        {
            string? problem = steps[index] switch
            {
                ModalityLutStep => index == 0 || steps.Take(index).All(step => step is SortSlicesStep) ? null : "must come before any step that changes values",
                VoiWindowStep { Function: not "linear" } => "function must be linear",
                VoiWindowStep { Source: "fixed", Width: null or < 1 } or VoiWindowStep { Source: "fixed", Center: null } => "source fixed needs center, and width of at least 1",
                VoiWindowStep { Source: not ("attributes" or "full-range" or "fixed") } => "source must be attributes, full-range or fixed",
                Monochrome1InvertStep when !windowed => "must come after voi-window",
                SortSlicesStep when !volume => "needs a volume (NCDHW)",
                OrientStep or ResampleStep when !sorted => "must come after sort-slices",
                OrientStep { Axes: not "LPS" } => "axes must be LPS",
                ResampleStep { Mode: not "trilinear" } => "mode must be trilinear",
                ResampleStep { Padding: not "border" } => "padding must be border",
                ResampleStep resample when resample.SpacingMm.Count != 3 || resample.SpacingMm.Any(mm => mm is not (> 0 and < 1000)) => "spacingMm must be three lengths in mm, [D,H,W]",
                ResampleStep when steps.Take(index).Any(step => step is ResampleStep) => "may stand once",
                ResizeStep when volume => "is for images; resample volumes",
                ResizeStep { Mode: not "bilinear" } => "mode must be bilinear",
                ResizeStep { Height: < 1 or > 65535 } or ResizeStep { Width: < 1 or > 65535 } => "height and width must be 1 to 65535",
                ClipStep clip when clip.Min > clip.Max => "min must not be above max",
                NormalizeStep { Mean.Count: not 1 } or NormalizeStep { Std.Count: not 1 } => "mean and std must have one value for the one channel, or be null",
                _ => null,
            };
            if (problem is not null)
            {
                return $"preprocess[{index}] {problem}.";
            }

            sorted |= steps[index] is SortSlicesStep;
            windowed |= steps[index] is VoiWindowStep;
        }

        return volume && !sorted ? "preprocess needs sort-slices for a volume." : null;
    }

    private static string? CheckPostprocess(ModelManifest manifest, bool volume)
    {
        IReadOnlyList<PostprocessStep> steps = manifest.Postprocess;
        bool labelled = false;
        for (int index = 0; index < steps.Count; index++)
        {
            string? problem = steps[index] switch
            {
                SigmoidStep or SoftmaxStep or ArgmaxStep or ThresholdStep when labelled => "must come before argmax",
                ArgmaxStep or MinVolumeStep or InvertGeometryStep or MeasureStep when !volume => "needs a volume (NCDHW)",
                MinVolumeStep or InvertGeometryStep or MeasureStep when !labelled => "must come after argmax",
                ThresholdStep threshold when manifest.Outputs.Findings.Any(finding => finding.Channel < 0 || finding.Channel >= threshold.OperatingPoints.Count) =>
                    "operatingPoints must have one for each finding's channel",
                MeasureStep measure when measure.Quantities.Any(quantity => quantity != "volume-ml") => "quantities must be volume-ml",
                InvertGeometryStep when steps.Take(index).Any(step => step is InvertGeometryStep) => "may stand once",
                _ => null,
            };
            if (problem is not null)
            {
                return $"postprocess[{index}] {problem}.";
            }

            labelled |= steps[index] is ArgmaxStep;
        }

        bool classifies = manifest.Outputs.Findings.Count > 0 && steps.Any(step => step is ThresholdStep);
        bool segments = manifest.Outputs.Segments.Count > 0 && steps.Any(step => step is MeasureStep);
        return classifies || segments ? null : "outputs needs findings with a threshold step, or segments with a measure step.";
    }
}
