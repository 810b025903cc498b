namespace Edge.Inference.Volumes;

/// <summary>Brings labels from the network's grid back onto the sorted stack of source slices, nearest neighbour.</summary>
internal static class LabelInversion
{
    /// <summary>
    /// Each voxel of the source takes the label at clamp(round(where it lies on the grid), 0, m − 1), halves to even, and 0 where it was cut off.
    /// </summary>
    /// <param name="labels">Labels on the network's grid.</param>
    /// <param name="shape">Size of the network's grid.</param>
    /// <param name="map">The way from the source to the grid.</param>
    /// <param name="sourceShape">Size of the sorted stack.</param>
    /// <param name="onSource">Receives the labels on the sorted stack.</param>
    public static void ToSource(ReadOnlySpan<byte> labels, VolumeShape shape, GridMap map, VolumeShape sourceShape, Span<byte> onSource)
    {
        ReadOnlySpan<int> strides = [shape.SliceCount, shape.Width, 1];
        AxisLookup[] lookups = [.. Enumerable.Range(0, 3).Select(axis => AxisLookup.For(map, axis, sourceShape, shape))];
        int[] columns = [.. lookups[2].Nearest];
        int columnStride = strides[lookups[2].Axis];
        bool hasOutside = columns.AsSpan().Contains(-1);
        for (int index = 0; index < columns.Length; index++)
        {
            columns[index] *= columnStride;
        }

        for (int d = 0; d < sourceShape.Depth; d++)
        {
            int slice = lookups[0].Nearest[d];
            for (int h = 0; h < sourceShape.Height; h++)
            {
                int row = lookups[1].Nearest[h];
                Span<byte> to = onSource.Slice(((d * sourceShape.Height) + h) * sourceShape.Width, sourceShape.Width);
                if (slice < 0 || row < 0)
                {
                    to.Clear();
                    continue;
                }

                ReadOnlySpan<byte> from = labels[((slice * strides[lookups[0].Axis]) + (row * strides[lookups[1].Axis]))..];
                if (lookups[2].IsIdentity && columnStride == 1)
                {
                    from[..to.Length].CopyTo(to);
                }
                else if (hasOutside)
                {
                    PickWithin(from, columns, to);
                }
                else
                {
                    Pick(from, columns, to);
                }
            }
        }
    }

    private static void Pick(ReadOnlySpan<byte> from, ReadOnlySpan<int> columns, Span<byte> to)
    {
        for (int w = 0; w < to.Length; w++)
        {
            to[w] = from[columns[w]];
        }
    }

    private static void PickWithin(ReadOnlySpan<byte> from, ReadOnlySpan<int> columns, Span<byte> to)
    {
        for (int w = 0; w < to.Length; w++)
        {
            to[w] = columns[w] < 0 ? (byte)0 : from[columns[w]];
        }
    }
}
