using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Runs the steps on labels: what is too small, which part is the largest, back to the source, measures.</summary>
internal static class LabelSteps
{
    /// <summary>Runs every step, in order.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="labels">The labels; changed in place.</param>
    /// <param name="segments">What the labels mean.</param>
    /// <param name="image">The way back to the source.</param>
    /// <param name="measures">Receives what was measured, one for each segment.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>The labels as they are then, or why a measure cannot be had.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static (LabelVolume Labels, StageStop? Stop) Run(
        IReadOnlyList<PostprocessStep> steps,
        LabelVolume labels,
        IReadOnlyList<SegmentOutput> segments,
        PipelineImage image,
        SegmentMeasures[] measures,
        CancellationToken cancellationToken)
    {
        foreach (PostprocessStep step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (step)
            {
                case LargestComponentStep:
                    ConnectedComponents.KeepLargest(labels.Labels.Span, labels.Shape, labels.AreBits);
                    break;
                case MinVolumeStep least:
                    ConnectedComponents.RemoveSmall(labels.Labels.Span, labels.Shape, labels.AreBits, labels.Geometry!.VoxelMl, least.Value);
                    break;
                case InvertGeometryStep:
                    labels = Invert(labels, image);
                    break;
                case MeasureStep measure:
                    if (SegmentMeasures.Take(measure, labels, segments, image, measures, cancellationToken) is { } stop)
                    {
                        return (labels, stop);
                    }

                    break;
                default:
                    throw new InvalidOperationException($"The manifest was checked, yet {step.GetType().Name} is no step on labels.");
            }

            image.Trace?.Step(step, labels);
        }

        return (labels, null);
    }

    private static LabelVolume Invert(LabelVolume labels, PipelineImage image)
    {
        if (image.Map.IsIdentity && labels.Shape == image.SourceShape)
        {
            return labels with { Geometry = image.StackGeometry };
        }

        Memory<byte> onSource = image.Labels.Take(image.SourceShape.Count);
        LabelInversion.ToSource(labels.Labels.Span, labels.Shape, image.Map, image.SourceShape, onSource.Span);
        image.Labels.Return(labels.Labels);
        return labels with { Labels = onSource, Shape = image.SourceShape, Geometry = image.StackGeometry };
    }
}
