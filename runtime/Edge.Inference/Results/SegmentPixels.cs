using Edge.Inference.Volumes;

namespace Edge.Inference.Results;

/// <summary>The pixels of a segmentation.</summary>
internal static class SegmentPixels
{
    /// <summary>Maximum Fractional Value (0062,000E): what probability 1 is stored as.</summary>
    public const int FractionMax = 255;

    /// <summary>Bytes of pixel data, without padding.</summary>
    public static long Bytes(int frames, VolumeShape shape, bool fractional)
    {
        long pixels = (long)frames * shape.SliceCount;
        return fractional ? pixels : (pixels + 7) / 8;
    }

    /// <summary>
    /// The pixel data. Bits follow each other from the lowest bit of each byte on and frames follow each other without a gap, so that a frame may begin
    /// within a byte (PS3.5 8.1.1).
    /// </summary>
    /// <exception cref="OperationCanceledException">Time is up.</exception>
    public static byte[] Of(IReadOnlyList<SegmentFrame> frames, VolumeShape shape, bool fractional, CancellationToken deadline)
    {
        byte[] pixels = new byte[Bytes(frames.Count, shape, fractional)];
        byte[] mask = new byte[shape.SliceCount];
        float[] probabilities = fractional ? new float[shape.SliceCount] : [];
        for (int index = 0; index < frames.Count; index++)
        {
            deadline.ThrowIfCancellationRequested();
            SegmentFrame frame = frames[index];
            int channel = frame.Segment.Output.Channel;
            long start = (long)index * shape.SliceCount;
            if (fractional)
            {
                frame.Segment.Segmentation.Probabilities!.ReadSlice(channel, frame.Slice, probabilities);
                Scale(probabilities, pixels.AsSpan((int)start, shape.SliceCount));
            }
            else if (frame.Segment.Segmentation.Labels.CopyMask(channel, frame.Slice, mask))
            {
                Pack(mask, pixels, start);
            }
        }

        return pixels;
    }

    private static void Pack(ReadOnlySpan<byte> mask, Span<byte> bits, long start)
    {
        for (int index = 0; index < mask.Length; index++)
        {
            long bit = start + index;
            bits[(int)(bit >> 3)] |= (byte)(mask[index] << (int)(bit & 7));
        }
    }

    private static void Scale(ReadOnlySpan<float> probabilities, Span<byte> stored)
    {
        for (int index = 0; index < stored.Length; index++)
        {
            stored[index] = (byte)Math.Round(Math.Clamp(probabilities[index], 0f, 1f) * FractionMax);
        }
    }
}
