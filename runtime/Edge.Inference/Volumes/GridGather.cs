namespace Edge.Inference.Volumes;

/// <summary>Takes each target voxel from one source voxel, found along each axis by itself: cropping, padding, nearest neighbours.</summary>
internal static class GridGather
{
    /// <summary>Gathers every channel.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="indices">For D, H and W: the source index of each target index; −1 for one that lies outside.</param>
    /// <param name="outside">The value there.</param>
    /// <param name="geometry">Where the target voxels lie; null for an image.</param>
    public static void Apply(ImageVolume volume, int[][] indices, float outside, VolumeGeometry? geometry)
    {
        VolumeShape from = volume.Shape;
        var to = new VolumeShape(indices[0].Length, indices[1].Length, indices[2].Length);
        ReadOnlySpan<float> source = volume.Values;
        Span<float> target = volume.Spare(to, volume.Channels);
        (int start, int length) = LongestRun(indices[2]);
        int at = 0;
        for (int channel = 0; channel < volume.Channels; channel++)
        {
            foreach (int d in indices[0])
            {
                foreach (int h in indices[1])
                {
                    Span<float> row = target.Slice(at, to.Width);
                    at += to.Width;
                    if (d < 0 || h < 0)
                    {
                        row.Fill(outside);
                        continue;
                    }

                    int first = (((channel * from.Depth) + d) * from.Height * from.Width) + (h * from.Width);
                    ReadOnlySpan<float> voxels = source.Slice(first, from.Width);
                    Pick(voxels, indices[2].AsSpan(0, start), outside, row[..start]);
                    if (length > 0)
                    {
                        voxels.Slice(indices[2][start], length).CopyTo(row[start..]);
                    }

                    Pick(voxels, indices[2].AsSpan(start + length), outside, row[(start + length)..]);
                }
            }
        }

        volume.TakeSpare(to, geometry, volume.Channels);
    }

    private static void Pick(ReadOnlySpan<float> voxels, ReadOnlySpan<int> indices, float outside, Span<float> row)
    {
        for (int w = 0; w < row.Length; w++)
        {
            row[w] = indices[w] < 0 ? outside : voxels[indices[w]];
        }
    }

    /// <summary>The longest stretch of neighbours, which is copied as a whole.</summary>
    private static (int Start, int Length) LongestRun(ReadOnlySpan<int> indices)
    {
        (int Start, int Length) best = (0, 0);
        int start = 0;
        for (int index = 0; index < indices.Length; index++)
        {
            if (indices[index] < 0)
            {
                start = index + 1;
                continue;
            }

            start = index > start && indices[index] != indices[index - 1] + 1 ? index : start;
            best = index - start + 1 > best.Length ? (start, index - start + 1) : best;
        }

        return best;
    }
}
