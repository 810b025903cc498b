namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Which labels belong to a segment.</summary>
internal static class LabelMask
{
    /// <summary>Marks the voxels of a segment.</summary>
    /// <param name="labels">Labels.</param>
    /// <param name="channel">The segment's channel.</param>
    /// <param name="areBits">True where the labels are bits.</param>
    /// <param name="mask">Receives 1 or 0 for each.</param>
    /// <returns>Whether there is any.</returns>
    public static bool Copy(ReadOnlySpan<byte> labels, int channel, bool areBits, Span<byte> mask)
    {
        int any = 0;
        for (int index = 0; index < labels.Length; index++)
        {
            int belongs = areBits ? (labels[index] >> channel) & 1 : labels[index] == channel ? 1 : 0;
            mask[index] = (byte)belongs;
            any |= belongs;
        }

        return any != 0;
    }

    /// <summary>Voxels whose bit is set.</summary>
    public static long CountBit(ReadOnlySpan<byte> labels, int channel)
    {
        long count = 0;
        foreach (byte label in labels)
        {
            count += (label >> channel) & 1;
        }

        return count;
    }
}
