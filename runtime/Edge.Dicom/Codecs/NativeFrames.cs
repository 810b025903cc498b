namespace Edge.Dicom.Codecs;

/// <summary>Frames of native pixel data (PS3.5 8.1.1 and 8.2): cells of Bits Allocated, packed without gaps, between frames too.</summary>
internal static class NativeFrames
{
    /// <summary>Bytes that hold a frame as its cells are packed; the last may be shared with the next frame.</summary>
    public static long PackedBytes(PixelFormat format) => (((long)format.FrameSamples * format.BitsAllocated) + 7) / 8;

    /// <summary>Reads one frame into whole samples, in the order in which they are stored.</summary>
    /// <param name="pixels">All native pixel data.</param>
    /// <param name="format">Its description.</param>
    /// <param name="frame">Index of the frame.</param>
    /// <param name="destination">Room for a frame.</param>
    /// <exception cref="DicomCodecException">The pixel data ends before the frame does.</exception>
    public static void Read(NativePixels pixels, PixelFormat format, int frame, Span<byte> destination)
    {
        long frameBits = (long)format.BitsAllocated * format.FrameSamples;
        long startBit = frame * frameBits;
        long end = (startBit + frameBits + 7) / 8;
        if (end > pixels.Length)
        {
            throw new DicomCodecException(
                $"Pixel Data (7FE0,0010) has {pixels.Length} bytes; frame {frame + 1} of {format.Frames} ends at byte {end}: it is truncated.");
        }

        if (format.BitsAllocated is not (1 or 12))
        {
            pixels.Read(startBit / 8, destination[..format.FrameBytes]);
            return;
        }

        byte[] packed = new byte[end - (startBit / 8)];
        pixels.Read(startBit / 8, packed);
        Unpack(packed, format, (int)(startBit & 7), destination);
    }

    /// <summary>Unpacks the cells of one frame into whole samples.</summary>
    /// <param name="packed">The frame's cells.</param>
    /// <param name="format">Their description.</param>
    /// <param name="startBit">Bits of the first byte that belong to the frame before.</param>
    /// <param name="destination">Room for a frame.</param>
    /// <exception cref="DicomCodecException">The cells end before the frame does.</exception>
    public static void Unpack(ReadOnlySpan<byte> packed, PixelFormat format, int startBit, Span<byte> destination)
    {
        if (startBit + ((long)format.FrameSamples * format.BitsAllocated) > 8L * packed.Length)
        {
            throw new DicomCodecException($"The frame has {packed.Length} bytes of the {PackedBytes(format)} that it needs: it is truncated.");
        }

        switch (format.BitsAllocated)
        {
            case 1:
                UnpackBits(packed, startBit, destination[..format.FrameSamples]);
                break;
            case 12:
                UnpackTwelve(packed, startBit / 4, destination[..format.FrameBytes]);
                break;
            default:
                packed[..format.FrameBytes].CopyTo(destination);
                break;
        }
    }

    // The first pixel is the least significant bit of the first byte (PS3.5 8.2, D.1).
    private static void UnpackBits(ReadOnlySpan<byte> data, int startBit, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int bit = startBit + i;
            destination[i] = (byte)((data[bit >> 3] >> (bit & 7)) & 1);
        }
    }

    private static void UnpackTwelve(ReadOnlySpan<byte> data, int startNibble, Span<byte> destination)
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
