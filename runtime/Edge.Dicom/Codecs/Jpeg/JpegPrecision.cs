using System.Buffers.Binary;

namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>Looks ahead at the frame header to choose a decoder: transfer syntaxes are often mislabelled, streams are not.</summary>
internal static class JpegPrecision
{
    /// <summary>True for a stream that begins as JPEG does.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> data) => data.Length > 3 && data[0] == 0xFF && data[1] == 0xD8 && data[2] == 0xFF;

    /// <summary>True for a sequential or progressive Huffman DCT frame of 8 bits.</summary>
    public static bool IsEightBitDct(ReadOnlySpan<byte> data)
    {
        int position = 2;
        while (position + 5 <= data.Length && data[position] == 0xFF)
        {
            int marker = data[position + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return marker is 0xC0 or 0xC1 or 0xC2 && data[position + 4] == 8;
            }

            position += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
        }

        return false;
    }
}
