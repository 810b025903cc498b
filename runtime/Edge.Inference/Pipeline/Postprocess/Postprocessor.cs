using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Runs a manifest's steps from the network's scores to findings, in order.</summary>
internal static class Postprocessor
{
    /// <summary>Runs every step. The manifest was checked: a classifier ends in <c>threshold</c>, a segmenter in <c>measure</c>.</summary>
    /// <param name="manifest">Steps and what outputs mean.</param>
    /// <param name="image">The input as it was when the network ran, with the way back to its slices.</param>
    /// <param name="scores">Scores, [C] or [C,D,H,W]; changed in place.</param>
    /// <param name="channels">C.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static IReadOnlyList<Finding> Run(
        ModelManifest manifest, PipelineImage image, Span<float> scores, int channels, CancellationToken cancellationToken)
    {
        LabelVolume? labels = null;
        IReadOnlyList<Finding> findings = [];
        for (int index = 0; index < manifest.Postprocess.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (manifest.Postprocess[index])
            {
                case SigmoidStep:
                    ChannelScores.Sigmoid(scores);
                    break;
                case SoftmaxStep when index + 1 < manifest.Postprocess.Count && manifest.Postprocess[index + 1] is ArgmaxStep:
                    // Softmax keeps the order of the scores, so that argmax alone gives the same labels and no rounding makes ties.
                    break;
                case SoftmaxStep:
                    ChannelScores.Softmax(scores, channels);
                    break;
                case ThresholdStep threshold:
                    findings = Classify(manifest.Outputs.Findings, scores, threshold);
                    break;
                case ArgmaxStep:
                    Memory<byte> highest = image.Labels.Take(scores.Length / channels);
                    ChannelScores.Argmax(scores, channels, highest.Span);
                    labels = new LabelVolume(highest, image.Volume.Shape, image.Volume.Geometry!);
                    break;
                case MinVolumeStep least:
                    ConnectedComponents.RemoveSmall(labels!.Labels.Span, labels.Shape, labels.Geometry.VoxelMl, least.Value);
                    break;
                case InvertGeometryStep:
                    labels = Invert(labels!, image);
                    break;
                case MeasureStep:
                    findings = Measure(manifest.Outputs.Segments, labels!);
                    break;
                default:
                    throw new InvalidOperationException($"The manifest was checked, yet {manifest.Postprocess[index].GetType().Name} is no step.");
            }
        }

        return findings;
    }

    private static List<Finding> Classify(IReadOnlyList<FindingOutput> outputs, ReadOnlySpan<float> probabilities, ThresholdStep threshold)
    {
        var findings = new List<Finding>(outputs.Count);
        foreach (FindingOutput output in outputs)
        {
            float probability = probabilities[output.Channel];
            double operatingPoint = threshold.OperatingPoints[output.Channel];
            findings.Add(new Finding(output.Label, output.Code, probability >= operatingPoint, probability, operatingPoint, VolumeMl: null));
        }

        return findings;
    }

    private static LabelVolume Invert(LabelVolume labels, PipelineImage image)
    {
        Memory<byte> onStack = image.Labels.Take(image.StackShape.Count);
        LabelInversion.ToStack(
            labels.Labels.Span, labels.Shape, image.StackShape, image.StackGeometry!, image.SpacingMm, image.IsOriented, onStack.Span);
        return new LabelVolume(onStack, image.StackShape, image.StackGeometry!);
    }

    private static List<Finding> Measure(IReadOnlyList<SegmentOutput> outputs, LabelVolume labels)
    {
        var findings = new List<Finding>(outputs.Count);
        foreach (SegmentOutput output in outputs)
        {
            double volumeMl = labels.VolumeMl(output.Channel);
            findings.Add(new Finding(
                output.Label, output.Code, volumeMl >= output.FindingPositiveAtMl, Probability: null, OperatingPoint: null, volumeMl));
        }

        return findings;
    }
}
