using System.Runtime.InteropServices;
using Edge.Dicom.Codecs;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>
/// Stored values of 32 bits, and floating-point pixels (PS3.3 C.7.6.24, C.7.6.25), to single precision: exact up to 24 bits, beyond that rounded.
/// </summary>
internal static class WideWords
{
    /// <summary>Converts little-endian values.</summary>
    /// <param name="cells">Four or eight bytes for each value.</param>
    /// <param name="format">What they are.</param>
    /// <param name="values">Receives one number a pixel.</param>
    public static void ToSingle(ReadOnlySpan<byte> cells, PixelFormat format, Span<float> values)
    {
        switch (format)
        {
            case { IsFloat: true, BitsAllocated: 32 }:
                MemoryMarshal.Cast<byte, float>(cells)[..values.Length].CopyTo(values);
                break;
            case { IsFloat: true }:
                Convert(MemoryMarshal.Cast<byte, double>(cells), values);
                break;
            case { IsSigned: true }:
                Convert(MemoryMarshal.Cast<byte, int>(cells), values);
                break;
            default:
                Convert(MemoryMarshal.Cast<byte, uint>(cells), values);
                break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> from, Span<float> values)
        where T : struct, System.Numerics.INumberBase<T>
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = float.CreateSaturating(from[index]);
        }
    }
}
