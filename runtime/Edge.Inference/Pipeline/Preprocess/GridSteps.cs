using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>What the steps that change the grid have in common: the values, where they lie, and the way back, all three at once.</summary>
internal static class GridSteps
{
    private const int Axes = 3;

    /// <summary>Why a grid is too large.</summary>
    public static StageStop TooLarge(VolumeShape from, int channels) => StageStop.NotApplicable(
        $"A volume of {channels} × {from} becomes larger than the {VolumeShape.VoxelCountMax} values that fit in memory. Send it in parts, or ask the maker for a release that tiles.");

    /// <summary>Samples the grid anew.</summary>
    /// <param name="image">The image.</param>
    /// <param name="to">Samples along each axis.</param>
    /// <param name="moves">The move along D, H and W; null for an axis that stays.</param>
    /// <param name="how">How samples are made.</param>
    /// <param name="zeros">True: what lies past the borders is 0, else it repeats the border.</param>
    /// <returns>Null, or why it does not fit in memory.</returns>
    public static StageStop? Resample(PipelineImage image, VolumeShape to, AxisMove?[] moves, Interpolation how, bool zeros)
    {
        ImageVolume volume = image.Volume;
        VolumeShape from = volume.Shape;
        if (to.Count * volume.Channels > VolumeShape.VoxelCountMax)
        {
            return TooLarge(from, volume.Channels);
        }

        VolumeGeometry? geometry = volume.Geometry?.Moved(moves);
        switch (how)
        {
            case Interpolation.NearestToEven or Interpolation.NearestBelow or Interpolation.NearestCentre:
                int[][] indices = [.. Enumerable.Range(0, Axes).Select(axis => Nearest(from[axis], to[axis], moves[axis], how, zeros))];
                GridGather.Apply(volume, indices, 0, geometry);
                break;
            case Interpolation.Linear when !zeros:
                Resampling.Linear(volume, Samples(0), Samples(1), Samples(2), geometry);
                break;
            default:
                AxisKernel?[] kernels = [.. Enumerable.Range(0, Axes).Select(axis => moves[axis] is { } move ? Kernel(from[axis], to[axis], move, how) : null)];
                KernelResampling.Apply(volume, kernels, geometry);
                break;
        }

        Track(image, moves);
        return null;

        AxisSampling Samples(int axis) => AxisSampling.For(from[axis], to[axis], moves[axis] ?? AxisMove.Pad(0));
    }

    /// <summary>Takes voxels from their places, as cropping and padding do.</summary>
    /// <param name="image">The image.</param>
    /// <param name="indices">For D, H and W: the source index of each voxel; −1 for one that lies outside.</param>
    /// <param name="moves">The move along D, H and W; null for an axis that stays.</param>
    /// <param name="outside">The value outside.</param>
    /// <returns>Null, or why it does not fit in memory.</returns>
    public static StageStop? Gather(PipelineImage image, int[][] indices, AxisMove?[] moves, float outside)
    {
        ImageVolume volume = image.Volume;
        var to = new VolumeShape(indices[0].Length, indices[1].Length, indices[2].Length);
        if (to.Count * volume.Channels > VolumeShape.VoxelCountMax)
        {
            return TooLarge(volume.Shape, volume.Channels);
        }

        GridGather.Apply(volume, indices, outside, volume.Geometry?.Moved(moves));
        Track(image, moves);
        return null;
    }

    private static void Track(PipelineImage image, AxisMove?[] moves)
    {
        for (int axis = 0; axis < Axes; axis++)
        {
            image.Map = moves[axis] is { } move ? image.Map.Moved(axis, move) : image.Map;
        }
    }

    private static int[] Nearest(int from, int to, AxisMove? move, Interpolation how, bool zeros)
    {
        int[] indices = new int[to];
        for (int index = 0; index < to; index++)
        {
            int nearest = move is null ? index : how switch
            {
                Interpolation.NearestBelow => (int)((long)index * from / to),
                Interpolation.NearestCentre => (int)(((2L * index) + 1) * from / (2L * to)),
                _ => (int)Math.Round(move.Value.Undo(index), MidpointRounding.ToEven),
            };
            indices[index] = nearest >= 0 && nearest < from ? nearest : zeros ? -1 : Math.Clamp(nearest, 0, from - 1);
        }

        return indices;
    }

    private static AxisKernel Kernel(int from, int to, AxisMove move, Interpolation how) => how switch
    {
        Interpolation.LinearAntialias => AxisKernel.Antialias(from, to, cubic: false),
        Interpolation.CubicAntialias => AxisKernel.Antialias(from, to, cubic: true),
        Interpolation.Cubic => AxisKernel.Bicubic(from, to, move),
        Interpolation.Area => AxisKernel.Area(from, to),
        _ => AxisKernel.LinearInZeros(from, to, move),
    };
}
