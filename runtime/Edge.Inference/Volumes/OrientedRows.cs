namespace Edge.Inference.Volumes;

/// <summary>Where the rows of an oriented volume lie in its source.</summary>
/// <param name="Start">Index of oriented voxel [0,0,0] in the source.</param>
/// <param name="StrideD">Move in the source to the next oriented slice.</param>
/// <param name="StrideH">Move to the next oriented row.</param>
/// <param name="StrideW">Move to the next oriented column.</param>
internal readonly record struct OrientedRows(int Start, int StrideD, int StrideH, int StrideW)
{
    /// <summary>The rows of a plan.</summary>
    public static OrientedRows Of(VolumeShape source, AxisPlan plan)
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

        return new OrientedRows(start, strides[0], strides[1], strides[2]);
    }

    /// <summary>Copies oriented row [d,h] out of the source.</summary>
    public void Read<T>(ReadOnlySpan<T> source, int d, int h, Span<T> row)
    {
        int from = Start + (d * StrideD) + (h * StrideH);
        if (StrideW == 1)
        {
            source.Slice(from, row.Length).CopyTo(row);
        }
        else if (StrideW == -1)
        {
            source.Slice(from - row.Length + 1, row.Length).CopyTo(row);
            row.Reverse();
        }
        else
        {
            for (int w = 0; w < row.Length; w++)
            {
                row[w] = source[from + (w * StrideW)];
            }
        }
    }

    /// <summary>Copies oriented row [d,h] to its place in the source.</summary>
    public void WriteBack<T>(ReadOnlySpan<T> row, Span<T> source, int d, int h)
    {
        int to = Start + (d * StrideD) + (h * StrideH);
        if (StrideW == 1)
        {
            row.CopyTo(source.Slice(to, row.Length));
            return;
        }

        for (int w = 0; w < row.Length; w++)
        {
            source[to + (w * StrideW)] = row[w];
        }
    }
}
