using System.Numerics;
using System.Runtime.InteropServices;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>
/// Native pixel bytes to stored values (PS3.5 section 8.1.1): of each word the bits up to High Bit, as many as Bits Stored, with sign where the
/// representation has one. Two shifts do it: up, so that High Bit is on top, and down again with or without sign.
/// </summary>
internal static class StoredValues
{
    /// <summary>Converts little-endian words or bytes.</summary>
    /// <param name="pixels">As many bytes as the format needs.</param>
    /// <param name="format">How values lie in them.</param>
    /// <param name="values">Receives one number a pixel, exactly.</param>
    public static void Convert(ReadOnlySpan<byte> pixels, PixelFormat format, Span<float> values)
    {
        int up = format.BitsAllocated - 1 - format.HighBit;
        int down = format.BitsAllocated - format.BitsStored;
        if (format.BitsAllocated == 8)
        {
            ConvertBytes(pixels, up, down, format.IsSigned, values);
        }
        else if (format.IsSigned)
        {
            ConvertSigned(MemoryMarshal.Cast<byte, short>(pixels), up, down, values);
        }
        else
        {
            ConvertUnsigned(MemoryMarshal.Cast<byte, ushort>(pixels), up, down, values);
        }
    }

    private static void ConvertBytes(ReadOnlySpan<byte> pixels, int up, int down, bool signed, Span<float> values)
    {
        // 256 cases: a table is exact and as fast as anything.
        Span<float> table = stackalloc float[256];
        for (int value = 0; value < table.Length; value++)
        {
            byte raised = (byte)(value << up);
            table[value] = signed ? (sbyte)raised >> down : raised >> down;
        }

        for (int index = 0; index < values.Length; index++)
        {
            values[index] = table[pixels[index]];
        }
    }

    private static void ConvertUnsigned(ReadOnlySpan<ushort> pixels, int up, int down, Span<float> values)
    {
        int index = 0;
        for (; index <= values.Length - Vector<ushort>.Count; index += Vector<ushort>.Count)
        {
            Vector<ushort> words = Vector.ShiftRightLogical(Vector.ShiftLeft(new Vector<ushort>(pixels[index..]), up), down);
            Vector.Widen(words, out Vector<uint> lower, out Vector<uint> upper);
            Vector.ConvertToSingle(Vector.AsVectorInt32(lower)).CopyTo(values[index..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(upper)).CopyTo(values[(index + Vector<uint>.Count)..]);
        }

        for (; index < values.Length; index++)
        {
            values[index] = (ushort)(pixels[index] << up) >> down;
        }
    }

    private static void ConvertSigned(ReadOnlySpan<short> pixels, int up, int down, Span<float> values)
    {
        int index = 0;
        for (; index <= values.Length - Vector<short>.Count; index += Vector<short>.Count)
        {
            Vector<short> words = Vector.ShiftRightArithmetic(Vector.ShiftLeft(new Vector<short>(pixels[index..]), up), down);
            Vector.Widen(words, out Vector<int> lower, out Vector<int> upper);
            Vector.ConvertToSingle(lower).CopyTo(values[index..]);
            Vector.ConvertToSingle(upper).CopyTo(values[(index + Vector<int>.Count)..]);
        }

        for (; index < values.Length; index++)
        {
            values[index] = (short)(pixels[index] << up) >> down;
        }
    }
}
