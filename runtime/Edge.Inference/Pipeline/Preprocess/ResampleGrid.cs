using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>The step <c>resample</c>.</summary>
internal static class ResampleGrid
{
    /// <summary>Applies the step.</summary>
    /// <returns>Null, or why the image cannot be resampled.</returns>
    public static StageStop? Apply(ResampleStep step, PipelineImage image)
    {
        VolumeShape from = image.Volume.Shape;
        int first = 3 - step.SpacingMm.Count;
        Span<int> counts = [from.Depth, from.Height, from.Width];
        AxisMove?[] moves = [null, null, null];
        for (int axis = first; axis < counts.Length; axis++)
        {
            if (step.SpacingMm[axis - first] is not { } newMm)
            {
                continue;
            }

            if (image.SpacingMm(axis) is not { } oldMm)
            {
                return StageStop.NotApplicable($"The {image.Instances[0].Name} does not say its Pixel Spacing, which the model needs.");
            }

            double samples = step.Size == "extent" ? counts[axis] * oldMm / newMm : ((counts[axis] - 1) * oldMm / newMm) + 1.0;
            if (!(samples <= VolumeShape.VoxelCountMax))
            {
                return GridSteps.TooLarge(from, image.Volume.Channels);
            }

            int count = Math.Max((int)Math.Round(samples, MidpointRounding.ToEven), 1);
            moves[axis] = Move(step, counts[axis], count, oldMm, newMm);
            counts[axis] = count;
        }

        var to = new VolumeShape(counts[0], counts[1], counts[2]);
        return GridSteps.Resample(image, to, moves, step.Mode == "nearest" ? Interpolation.NearestToEven : Interpolation.Linear, step.Padding == "zeros");
    }

    private static AxisMove Move(ResampleStep step, int oldCount, int newCount, double oldMm, double newMm) => step switch
    {
        { AlignCorners: true } => AxisMove.AlignCorners(oldCount, newCount),
        { Size: "extent" } => AxisMove.Resize(oldCount, newCount),
        _ => AxisMove.Resample(oldMm, newMm),
    };
}
