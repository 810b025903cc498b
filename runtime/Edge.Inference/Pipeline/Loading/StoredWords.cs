using System.Numerics;
using System.Runtime.InteropServices;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>
/// Words of pixel data to stored values (PS3.5 section 8.1.1): of each word the bits up to High Bit, as many as Bits Stored, with sign where the
/// representation has one. Two shifts do it: up, so that High Bit is on top, and down again with or without sign.
/// </summary>
internal static class StoredWords
{
    /// <summary>Converts bytes or little-endian words.</summary>
    /// <param name="pixels">As many bytes as there are values, or twice as many.</param>
    /// <param name="wordBytes">1 or 2.</param>
    /// <param name="up">Bits above High Bit.</param>
    /// <param name="down">Bits of the word that do not count.</param>
    /// <param name="isSigned">Two's complement.</param>
    /// <param name="values">Receives one number a pixel, exactly.</param>
    public static void ToSingle(ReadOnlySpan<byte> pixels, int wordBytes, int up, int down, bool isSigned, Span<float> values)
    {
        if (wordBytes == 1)
        {
            ConvertBytes(pixels, up, down, isSigned, values);
        }
        else if (isSigned)
        {
            ConvertSigned(MemoryMarshal.Cast<byte, short>(pixels), up, down, values);
        }
        else
        {
            ConvertUnsigned(MemoryMarshal.Cast<byte, ushort>(pixels), up, down, values);
        }
    }

    private static void ConvertBytes(ReadOnlySpan<byte> pixels, int up, int down, bool isSigned, Span<float> values)
    {
        // 256 cases: a table is exact and as fast as anything.
        Span<float> table = stackalloc float[256];
        for (int value = 0; value < table.Length; value++)
        {
            byte raised = (byte)(value << up);
            table[value] = isSigned ? (sbyte)raised >> down : raised >> down;
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
