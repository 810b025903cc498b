using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Edge.Dicom.Codecs;

/// <summary>From cells to stored values (PS3.5 8.1.1): the bits at and below High Bit, sign-extended where signed.</summary>
internal static class StoredValues
{
    /// <summary>Puts planes of samples pixel by pixel (Planar Configuration 1 to 0, PS3.3 C.7.6.3.1.3).</summary>
    public static void Interleave(ReadOnlySpan<byte> planes, int pixels, int samples, int sampleBytes, Span<byte> destination)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            ReadOnlySpan<byte> plane = planes.Slice(sample * pixels * sampleBytes, pixels * sampleBytes);
            for (int i = 0; i < pixels; i++)
            {
                plane.Slice(i * sampleBytes, sampleBytes).CopyTo(destination[(((i * samples) + sample) * sampleBytes)..]);
            }
        }
    }

    /// <summary>Extracts the stored value of every cell, in place.</summary>
    public static void Extract(PixelFormat format, Span<byte> cells)
    {
        int shift = format.HighBit + 1 - format.BitsStored;
        int width = 8 * format.SampleBytes;
        if (format.IsFloat || (format.BitsStored == width && shift == 0))
        {
            return;
        }

        int left = width - format.BitsStored - shift;
        int right = width - format.BitsStored;
        switch (format.SampleBytes)
        {
            case 1:
                for (int i = 0; i < cells.Length; i++)
                {
                    int moved = (byte)(cells[i] << left);
                    cells[i] = format.IsSigned ? (byte)((sbyte)moved >> right) : (byte)(moved >> right);
                }

                break;
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(cells);
                for (int i = 0; i < words.Length; i++)
                {
                    int moved = (ushort)(words[i] << left);
                    words[i] = format.IsSigned ? (ushort)((short)moved >> right) : (ushort)(moved >> right);
                }

                break;
            default:
                for (int i = 0; i + 4 <= cells.Length; i += 4)
                {
                    uint moved = BinaryPrimitives.ReadUInt32LittleEndian(cells[i..]) << left;
                    BinaryPrimitives.WriteUInt32LittleEndian(cells[i..], format.IsSigned ? (uint)((int)moved >> right) : moved >> right);
                }

                break;
        }
    }
}
