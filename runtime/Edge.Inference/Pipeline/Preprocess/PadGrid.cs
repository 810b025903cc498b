using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>The step <c>pad</c>.</summary>
internal static class PadGrid
{
    private const int Axes = 3;

    /// <summary>Applies the step.</summary>
    /// <returns>Null, or why the result does not fit in memory.</returns>
    public static StageStop? Apply(PadStep step, PipelineImage image)
    {
        VolumeShape shape = image.Volume.Shape;
        int first = Axes - (step.Size?.Count ?? step.MultipleOf!.Count);
        AxisMove?[] moves = [null, null, null];
        int[][] indices = new int[Axes][];
        double total = image.Volume.Channels;
        for (int axis = 0; axis < Axes; axis++)
        {
            int count = axis < first ? shape[axis] : Size(step, axis - first, shape[axis]);
            total *= count;
            if (total > VolumeShape.VoxelCountMax)
            {
                return GridSteps.TooLarge(shape, image.Volume.Channels);
            }

            int before = step.Place == "end" ? 0 : (count - shape[axis]) / 2;
            moves[axis] = count == shape[axis] ? null : AxisMove.Pad(before);
            indices[axis] = Indices(step.Mode, shape[axis], before, count);
        }

        return moves.All(move => move is null) ? null : GridSteps.Gather(image, indices, moves, (float)(step.Value ?? 0));
    }

    private static int Size(PadStep step, int axis, int count)
    {
        if (step.MultipleOf is { } multiples)
        {
            return (int)Math.Min(((long)count + multiples[axis] - 1) / multiples[axis] * multiples[axis], int.MaxValue);
        }

        return Math.Max(step.Size![axis] ?? count, count);
    }

    private static int[] Indices(string mode, int source, int before, int count)
    {
        int[] indices = new int[count];
        for (int index = 0; index < count; index++)
        {
            int at = index - before;
            indices[index] = mode switch
            {
                _ when at >= 0 && at < source => at,
                "edge" => Math.Clamp(at, 0, source - 1),
                "reflect" => Reflect(at, source),
                _ => -1,
            };
        }

        return indices;
    }

    /// <summary>Mirrors at the centres of the first and last voxel, as often as needed (numpy.pad, reflect).</summary>
    private static int Reflect(int at, int source)
    {
        if (source == 1)
        {
            return 0;
        }

        int period = 2 * (source - 1);
        int within = ((at % period) + period) % period;
        return within < source ? within : period - within;
    }
}
