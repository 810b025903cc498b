using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>The step <c>crop</c>.</summary>
internal static class CropGrid
{
    private const int Axes = 3;

    /// <summary>Applies the step.</summary>
    /// <returns>Null, or why nothing is left.</returns>
    public static StageStop? Apply(CropStep step, PipelineImage image)
    {
        VolumeShape shape = image.Volume.Shape;
        Span<(int Start, int Count)> kept = [(0, shape.Depth), (0, shape.Height), (0, shape.Width)];
        if (step.Around == "foreground")
        {
            if (!Foreground(image.Volume, (float)step.Above!.Value, step.Margin!, kept))
            {
                return StageStop.NotApplicable($"No value is above {step.Above}, so that there is nothing to crop to. The image is empty to this model.");
            }
        }
        else if (!Choose(step, kept))
        {
            return StageStop.NotApplicable($"The image has {shape} voxels, which end before the part that the model reads.");
        }

        AxisMove?[] moves = [null, null, null];
        int[][] indices = new int[Axes][];
        for (int axis = 0; axis < Axes; axis++)
        {
            (int start, int count) = kept[axis];
            moves[axis] = count == shape[axis] ? null : AxisMove.Crop(start, count);
            indices[axis] = [.. Enumerable.Range(start, count)];
        }

        return moves.All(move => move is null) ? null : GridSteps.Gather(image, indices, moves, 0);
    }

    private static bool Choose(CropStep step, Span<(int Start, int Count)> kept)
    {
        int first = Axes - step.Size!.Count;
        for (int axis = first; axis < Axes; axis++)
        {
            int count = kept[axis].Count;
            if (step.Size[axis - first] is not { } size)
            {
                continue;
            }

            int start = step.Around == "box" ? step.Start![axis - first] : Math.Max((count / 2) - (size / 2), 0);
            if (start >= count)
            {
                return false;
            }

            kept[axis] = (start, Math.Min(size, count - start));
        }

        return true;
    }

    private static bool Foreground(ImageVolume volume, float above, IReadOnlyList<int> margin, Span<(int Start, int Count)> kept)
    {
        VolumeShape shape = volume.Shape;
        Span<int> least = [int.MaxValue, int.MaxValue, int.MaxValue];
        Span<int> greatest = [-1, -1, -1];
        ReadOnlySpan<float> values = volume.Values;
        for (int row = 0; row < values.Length / shape.Width; row++)
        {
            ReadOnlySpan<float> voxels = values.Slice(row * shape.Width, shape.Width);
            int w = FirstAbove(voxels, above);
            if (w < 0)
            {
                continue;
            }

            int last = voxels.Length - 1;
            while (!(voxels[last] > above))
            {
                last--;
            }

            ReadOnlySpan<int> low = [row / shape.Height % shape.Depth, row % shape.Height, w];
            ReadOnlySpan<int> high = [low[0], low[1], last];
            for (int axis = 0; axis < Axes; axis++)
            {
                least[axis] = Math.Min(least[axis], low[axis]);
                greatest[axis] = Math.Max(greatest[axis], high[axis]);
            }
        }

        if (greatest[0] < 0)
        {
            return false;
        }

        int first = Axes - margin.Count;
        for (int axis = 0; axis < Axes; axis++)
        {
            int more = axis < first ? 0 : margin[axis - first];
            int start = Math.Max(least[axis] - more, 0);
            kept[axis] = (start, Math.Min(greatest[axis] + more, shape[axis] - 1) - start + 1);
        }

        return true;
    }

    private static int FirstAbove(ReadOnlySpan<float> voxels, float above)
    {
        for (int w = 0; w < voxels.Length; w++)
        {
            if (voxels[w] > above)
            {
                return w;
            }
        }

        return -1;
    }
}
