using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>The steps of an output with a value for each place, as they are carried out: on scores slice by slice, then on labels as a whole.</summary>
/// <param name="OnGrid">Steps on scores on the network's grid.</param>
/// <param name="OnSource">Steps on scores brought back to the source; null where they are reduced to labels before.</param>
/// <param name="Reduction"><c>argmax</c> or <c>threshold</c>; null for an output of labels.</param>
/// <param name="OnLabels">Steps on labels.</param>
/// <param name="KeepsScores">True where the manifest wants an object that holds probabilities.</param>
internal sealed record SegmentPlan(
    IReadOnlyList<PostprocessStep> OnGrid,
    IReadOnlyList<PostprocessStep>? OnSource,
    PostprocessStep? Reduction,
    IReadOnlyList<PostprocessStep> OnLabels,
    bool KeepsScores)
{
    /// <summary>The object that holds probabilities, by its name in a manifest's outputs.</summary>
    public const string FractionalObject = "seg-fractional";

    /// <summary>Plans the steps of one output.</summary>
    public static SegmentPlan For(ModelManifest manifest, OutputTensor tensor)
    {
        List<PostprocessStep> steps = [.. manifest.Postprocess.Where(step => manifest.Outputs.Find(step.Tensor) == tensor && step is not BoxesStep)];
        int reduction = steps.FindIndex(static step => step is ArgmaxStep or ThresholdStep);
        int inversion = steps.FindIndex(static step => step is InvertGeometryStep);
        bool keeps = manifest.Outputs.Objects.Contains(FractionalObject);
        if (reduction < 0)
        {
            return new SegmentPlan([], null, null, steps, KeepsScores: false);
        }

        List<PostprocessStep> after = steps[(reduction + 1)..];
        if (inversion >= 0 && inversion < reduction)
        {
            return new SegmentPlan(steps[..inversion], steps[(inversion + 1)..reduction], steps[reduction], after, keeps);
        }

        // Softmax keeps the order of the scores, so that argmax alone gives the same labels and no rounding makes ties.
        int last = !keeps && steps[reduction] is ArgmaxStep && reduction > 0 && steps[reduction - 1] is SoftmaxStep ? reduction - 1 : reduction;
        return new SegmentPlan(steps[..last], null, steps[reduction], after, keeps);
    }
}
