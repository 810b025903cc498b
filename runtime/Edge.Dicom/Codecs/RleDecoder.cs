using System.Buffers.Binary;

namespace Edge.Dicom.Codecs;

/// <summary>RLE Lossless (PS3.5 Annex G): byte planes, most significant first, each packed by PackBits.</summary>
internal static class RleDecoder
{
    private const int HeaderBytes = 64;
    private const int SegmentsMax = 15;

    /// <summary>Decodes one frame into interleaved little-endian samples.</summary>
    /// <param name="frame">The RLE frame: 64-byte header and its segments.</param>
    /// <param name="pixels">Number of pixels, rows × columns.</param>
    /// <param name="samples">Samples per pixel.</param>
    /// <param name="sampleBytes">Bytes a sample: 1, 2 or 4.</param>
    /// <param name="destination">pixels × samples × sampleBytes bytes.</param>
    /// <exception cref="DicomCodecException">The header or a segment is not valid or too short.</exception>
    public static void Decode(ReadOnlySpan<byte> frame, int pixels, int samples, int sampleBytes, Span<byte> destination)
    {
        if (frame.Length < HeaderBytes)
        {
            throw new DicomCodecException($"The RLE frame has {frame.Length} bytes; its header alone needs {HeaderBytes} (PS3.5 G.5).");
        }

        uint segments = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (segments is 0 or > SegmentsMax || segments != samples * sampleBytes)
        {
            throw new DicomCodecException(
                $"The RLE frame has {segments} segments; {samples} samples of {sampleBytes} bytes need {samples * sampleBytes} (PS3.5 G.2).");
        }

        int stride = samples * sampleBytes;
        for (int segment = 0; segment < segments; segment++)
        {
            uint start = BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 + (4 * segment))..]);
            uint end = segment + 1 < segments
                ? BinaryPrimitives.ReadUInt32LittleEndian(frame[(8 + (4 * segment))..])
                : (uint)frame.Length;
            if (start < HeaderBytes || start > end || end > frame.Length)
            {
                throw new DicomCodecException($"RLE segment {segment + 1} runs from byte {start} to {end} of {frame.Length} (PS3.5 G.5).");
            }

            int plane = segment % sampleBytes;
            int sample = segment / sampleBytes;
            int offset = (sample * sampleBytes) + (sampleBytes - 1 - plane);
            Unpack(frame[(int)start..(int)end], destination, offset, stride, pixels);
        }
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<byte> destination, int offset, int stride, int pixels)
    {
        int source = 0;
        int done = 0;
        while (done < pixels && source < packed.Length)
        {
            sbyte control = (sbyte)packed[source++];
            if (control >= 0)
            {
                int literal = Math.Min(control + 1, pixels - done);
                if (source + literal > packed.Length)
                {
                    break;
                }

                for (int i = 0; i < literal; i++)
                {
                    destination[offset + ((done + i) * stride)] = packed[source + i];
                }

                source += control + 1;
                done += literal;
            }
            else if (control != sbyte.MinValue && source < packed.Length)
            {
                byte value = packed[source++];
                int run = Math.Min(1 - control, pixels - done);
                for (int i = 0; i < run; i++)
                {
                    destination[offset + ((done + i) * stride)] = value;
                }

                done += run;
            }
        }

        if (done < pixels)
        {
            throw new DicomCodecException($"An RLE segment ends after {done} of {pixels} bytes: the frame is truncated or damaged (PS3.5 G.3).");
        }
    }
}
