namespace Edge.Dicom.Codecs;

/// <summary>Frames of native pixel data (PS3.5 8.1.1 and 8.2): cells of Bits Allocated, packed without gaps.</summary>
internal static class NativeFrames
{
    /// <summary>Copies one frame into whole samples, sample by sample.</summary>
    /// <param name="data">All native pixel data, little-endian.</param>
    /// <param name="format">Its description.</param>
    /// <param name="frame">Index of the frame.</param>
    /// <param name="destination">Room for a frame.</param>
    /// <exception cref="DicomCodecException">The pixel data ends before the frame does.</exception>
    public static void Unpack(ReadOnlySpan<byte> data, PixelFormat format, int frame, Span<byte> destination)
    {
        long cellBits = format.BitsAllocated;
        long startBit = frame * cellBits * format.FrameSamples;
        long endBit = startBit + (cellBits * format.FrameSamples);
        if (endBit > 8L * data.Length)
        {
            throw new DicomCodecException(
                $"Pixel Data (7FE0,0010) has {data.Length} bytes; frame {frame + 1} of {format.Frames} ends at byte {(endBit + 7) / 8}: it is truncated.");
        }

        switch (format.BitsAllocated)
        {
            case 1:
                UnpackBits(data, startBit, destination[..format.FrameSamples]);
                break;
            case 12:
                UnpackTwelve(data, startBit / 4, destination[..format.FrameBytes]);
                break;
            default:
                data.Slice((int)(startBit / 8), format.FrameBytes).CopyTo(destination);
                break;
        }
    }

    // The first pixel is the least significant bit of the first byte (PS3.5 8.2, D.1).
    private static void UnpackBits(ReadOnlySpan<byte> data, long startBit, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            long bit = startBit + i;
            destination[i] = (byte)((data[(int)(bit >> 3)] >> (int)(bit & 7)) & 1);
        }
    }

    private static void UnpackTwelve(ReadOnlySpan<byte> data, long startNibble, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length / 2; i++)
        {
            long nibble = startNibble + (3L * i);
            int value = Nibble(data, nibble) | (Nibble(data, nibble + 1) << 4) | (Nibble(data, nibble + 2) << 8);
            destination[2 * i] = (byte)value;
            destination[(2 * i) + 1] = (byte)(value >> 8);
        }
    }

    private static int Nibble(ReadOnlySpan<byte> data, long nibble) => (data[(int)(nibble >> 1)] >> ((int)(nibble & 1) * 4)) & 15;
}
