namespace Edge.Inference.Volumes;

/// <summary>
/// Where windows of one size lie so that they cover a grid, by MONAI's definition of sliding_window_inference: a grid smaller than the window is padded to
/// its size on both sides, the far one by the odd voxel; windows begin every int(size · (1 − overlap)) voxels, and the last is moved back to the border.
/// </summary>
internal sealed class TilePlan
{
    /// <summary>Plans the windows.</summary>
    /// <param name="grid">Size of the grid.</param>
    /// <param name="window">Size of a window.</param>
    /// <param name="overlap">Share of a window that the next one covers again, 0 up to 1.</param>
    public TilePlan(VolumeShape grid, VolumeShape window, double overlap)
    {
        Grid = grid;
        Window = window;
        Padded = new VolumeShape(Math.Max(grid.Depth, window.Depth), Math.Max(grid.Height, window.Height), Math.Max(grid.Width, window.Width));
        Before = new VolumeShape((Padded.Depth - grid.Depth) / 2, (Padded.Height - grid.Height) / 2, (Padded.Width - grid.Width) / 2);
        StartsD = Starts(Padded.Depth, window.Depth, overlap);
        StartsH = Starts(Padded.Height, window.Height, overlap);
        StartsW = Starts(Padded.Width, window.Width, overlap);
    }

    /// <summary>Size of the grid.</summary>
    public VolumeShape Grid { get; }

    /// <summary>Size of a window.</summary>
    public VolumeShape Window { get; }

    /// <summary>Size of the padded grid.</summary>
    public VolumeShape Padded { get; }

    /// <summary>Voxels of padding in front, along each axis.</summary>
    public VolumeShape Before { get; }

    /// <summary>Where windows begin along D, on the padded grid, ascending.</summary>
    public IReadOnlyList<int> StartsD { get; }

    /// <summary>Where windows begin along H.</summary>
    public IReadOnlyList<int> StartsH { get; }

    /// <summary>Where windows begin along W.</summary>
    public IReadOnlyList<int> StartsW { get; }

    /// <summary>Copies a window out of the grid's values; 0 where it is padded.</summary>
    /// <param name="values">Values of the grid.</param>
    /// <param name="d">Start along D, on the padded grid.</param>
    /// <param name="h">Start along H.</param>
    /// <param name="w">Start along W.</param>
    /// <param name="target">Receives the window.</param>
    public void Read(ReadOnlySpan<float> values, int d, int h, int w, Span<float> target)
    {
        int left = w - Before.Width;
        int from = Math.Max(left, 0);
        int count = Math.Min(left + Window.Width, Grid.Width) - from;
        for (int z = 0; z < Window.Depth; z++)
        {
            int slice = d + z - Before.Depth;
            for (int y = 0; y < Window.Height; y++)
            {
                int row = h + y - Before.Height;
                Span<float> to = target.Slice(((z * Window.Height) + y) * Window.Width, Window.Width);
                if (slice < 0 || slice >= Grid.Depth || row < 0 || row >= Grid.Height || count <= 0)
                {
                    to.Clear();
                    continue;
                }

                to[..(from - left)].Clear();
                values.Slice((((slice * Grid.Height) + row) * Grid.Width) + from, count).CopyTo(to[(from - left)..]);
                to[(from - left + count)..].Clear();
            }
        }
    }

    private static int[] Starts(int size, int window, double overlap)
    {
        int interval = window == size ? window : Math.Max((int)(window * (1 - overlap)), 1);
        var starts = new List<int>();
        for (int start = 0; ; start += interval)
        {
            starts.Add(Math.Min(start, size - window));
            if (start + window >= size)
            {
                return [.. starts];
            }
        }
    }
}
