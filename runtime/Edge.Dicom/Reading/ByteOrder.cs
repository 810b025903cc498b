using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Edge.Dicom;

/// <summary>Turns words round between byte orders, in place.</summary>
internal static class ByteOrder
{
    /// <summary>Reverses each whole word of 2, 4 or 8 bytes; a unit of 1 changes nothing, nor does a remainder.</summary>
    internal static void Swap(Span<byte> bytes, int unitBytes)
    {
        switch (unitBytes)
        {
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                Span<uint> doubles = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(doubles, doubles);
                break;
            case 8:
                Span<ulong> quads = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(quads, quads);
                break;
            default:
                break;
        }
    }
}
