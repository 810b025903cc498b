namespace Edge.Inference.Volumes;

/// <summary>Moves voxels by an <see cref="AxisPlan"/>: the values stay what they are.</summary>
internal static class Orientation
{
    /// <summary>Brings a volume to LPS. A volume that already is stays untouched.</summary>
    /// <exception cref="InvalidOperationException">The volume has no geometry.</exception>
    public static void ToLps(ImageVolume volume)
    {
        VolumeGeometry geometry = volume.Geometry ?? throw new InvalidOperationException("Only a volume with a geometry can be oriented.");
        AxisPlan plan = AxisPlan.ToLps(geometry);
        if (plan.IsIdentity)
        {
            return;
        }

        VolumeShape shape = plan.Apply(volume.Shape);
        Copy<float>(volume.Values, volume.Shape, plan, volume.Spare(shape));
        volume.TakeSpare(shape, plan.Apply(geometry, volume.Shape));
    }

    /// <summary>Copies voxels from the source's axes to the oriented ones.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, VolumeShape sourceShape, AxisPlan plan, Span<T> target)
    {
        VolumeShape shape = plan.Apply(sourceShape);
        (int start, int strideD, int strideH, int strideW) = Strides(sourceShape, plan);
        for (int d = 0; d < shape.Depth; d++)
        {
            for (int h = 0; h < shape.Height; h++)
            {
                Span<T> row = target.Slice(((d * shape.Height) + h) * shape.Width, shape.Width);
                int from = start + (d * strideD) + (h * strideH);
                if (strideW == 1)
                {
                    source.Slice(from, row.Length).CopyTo(row);
                }
                else if (strideW == -1)
                {
                    source.Slice(from - row.Length + 1, row.Length).CopyTo(row);
                    row.Reverse();
                }
                else
                {
                    for (int w = 0; w < row.Length; w++)
                    {
                        row[w] = source[from + (w * strideW)];
                    }
                }
            }
        }
    }

    /// <summary>Copies voxels from the oriented axes back to the source's.</summary>
    public static void CopyBack<T>(ReadOnlySpan<T> oriented, VolumeShape sourceShape, AxisPlan plan, Span<T> target)
    {
        VolumeShape shape = plan.Apply(sourceShape);
        (int start, int strideD, int strideH, int strideW) = Strides(sourceShape, plan);
        for (int d = 0; d < shape.Depth; d++)
        {
            for (int h = 0; h < shape.Height; h++)
            {
                ReadOnlySpan<T> row = oriented.Slice(((d * shape.Height) + h) * shape.Width, shape.Width);
                int to = start + (d * strideD) + (h * strideH);
                for (int w = 0; w < row.Length; w++)
                {
                    target[to + (w * strideW)] = row[w];
                }
            }
        }
    }

    /// <summary>Where oriented voxel [0,0,0] lies in the source, and how far each oriented axis moves there.</summary>
    private static (int Start, int StrideD, int StrideH, int StrideW) Strides(VolumeShape source, AxisPlan plan)
    {
        ReadOnlySpan<int> sourceStrides = [source.SliceCount, source.Width, 1];
        Span<int> strides = stackalloc int[3];
        int start = 0;
        for (int axis = 0; axis < 3; axis++)
        {
            int stride = sourceStrides[plan.Source(axis)];
            start += plan.Flip(axis) ? stride * (source[plan.Source(axis)] - 1) : 0;
            strides[axis] = plan.Flip(axis) ? -stride : stride;
        }

        return (start, strides[0], strides[1], strides[2]);
    }
}
