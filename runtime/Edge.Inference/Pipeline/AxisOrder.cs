namespace Edge.Inference.Pipeline;

/// <summary>The order in which every step sees an output: channels, candidates, then D, H and W, the last fastest. Other orders are moved into it.</summary>
internal static class AxisOrder
{
    private const string Axes = "CKDHW";

    /// <summary>True where the axes that have more than one entry stand in that order already.</summary>
    /// <param name="layout">A letter for each axis.</param>
    /// <param name="shape">Its sizes.</param>
    public static bool IsKept(string layout, IReadOnlyList<long> shape)
    {
        int before = -1;
        for (int axis = 0; axis < shape.Count; axis++)
        {
            int place = Axes.IndexOf(layout[axis], StringComparison.Ordinal);
            if (place < 0 || shape[axis] <= 1)
            {
                continue;
            }

            if (place < before)
            {
                return false;
            }

            before = place;
        }

        return true;
    }

    /// <summary>Moves every value to its place.</summary>
    /// <param name="layout">A letter for each axis.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="values">The values as they lie.</param>
    /// <param name="ordered">Receives them in order.</param>
    public static void Move(string layout, IReadOnlyList<long> shape, ReadOnlySpan<float> values, Span<float> ordered)
    {
        Span<int> counts = stackalloc int[Axes.Length];
        Span<int> strides = stackalloc int[Axes.Length];
        for (int place = 0; place < Axes.Length; place++)
        {
            (counts[place], strides[place]) = Along(layout, shape, Axes[place]);
        }

        (int k, int d, int h, int w) = (counts[1], counts[2], counts[3], counts[4]);
        for (int plane = 0; plane < counts[0] * k; plane++)
        {
            int from = (plane / k * strides[0]) + (plane % k * strides[1]);

            // Rows outside slices: where D is the fastest axis of the tensor, what one row of it brings into the cache serves every slice.
            for (int row = 0; row < h; row++)
            {
                for (int slice = 0; slice < d; slice++)
                {
                    int at = from + (row * strides[3]) + (slice * strides[2]);
                    Span<float> target = ordered.Slice(((((plane * d) + slice) * h) + row) * w, w);
                    for (int column = 0; column < target.Length; column++, at += strides[4])
                    {
                        target[column] = values[at];
                    }
                }
            }
        }
    }

    /// <summary>Where a value lies once it is in order.</summary>
    /// <param name="layout">A letter for each axis.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="index">Place in the tensor as it came; within it.</param>
    public static int Place(string layout, IReadOnlyList<long> shape, IReadOnlyList<int> index)
    {
        long place = 0;
        foreach (char axis in Axes)
        {
            int at = layout.IndexOf(axis, StringComparison.Ordinal);
            place = at < 0 ? place : (place * shape[at]) + index[at];
        }

        return (int)place;
    }

    private static (int Count, int Stride) Along(string layout, IReadOnlyList<long> shape, char axis)
    {
        int at = layout.IndexOf(axis, StringComparison.Ordinal);
        long stride = 1;
        for (int next = at + 1; at >= 0 && next < shape.Count; next++)
        {
            stride *= shape[next];
        }

        return at < 0 ? (1, 0) : ((int)shape[at], (int)stride);
    }
}
