using System.Buffers.Binary;

namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>Looks ahead at the frame header to choose a decoder: transfer syntaxes are often mislabelled, streams are not.</summary>
internal static class JpegPrecision
{
    /// <summary>True for a stream that begins as JPEG does.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> data) => data.Length > 3 && data[0] == 0xFF && data[1] == 0xD8 && data[2] == 0xFF;

    /// <summary>True for a sequential or progressive Huffman DCT frame of 8 bits.</summary>
    public static bool IsEightBitDct(ReadOnlySpan<byte> data) =>
        FrameHeader(data) is { Length: > 4 } header && header[1] is 0xC0 or 0xC1 or 0xC2 && header[4] == 8;

    /// <summary>Refuses a JPEG or JPEG-LS frame whose header says another size than its attributes, before there is room for either.</summary>
    /// <exception cref="DicomCodecException">It does.</exception>
    public static void CheckSize(ReadOnlySpan<byte> data, PixelFormat format)
    {
        ReadOnlySpan<byte> header = FrameHeader(data);
        if (header.Length < 10)
        {
            return;
        }

        int rows = BinaryPrimitives.ReadUInt16BigEndian(header[5..]);
        int columns = BinaryPrimitives.ReadUInt16BigEndian(header[7..]);
        if ((rows != format.Rows && rows != 0) || columns != format.Columns || header[9] != format.Samples)
        {
            throw new DicomCodecException(
                $"The JPEG frame is {columns} × {rows} with {header[9]} components; "
                + $"the attributes say {format.Columns} × {format.Rows} with {format.Samples}.");
        }
    }

    // From the marker on: SOF of JPEG, not DHT, JPG or DAC, or SOF of JPEG-LS.
    private static ReadOnlySpan<byte> FrameHeader(ReadOnlySpan<byte> data)
    {
        int position = 2;
        while (position + 5 <= data.Length && data[position] == 0xFF)
        {
            int marker = data[position + 1];
            if (marker is (>= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) or 0xF7)
            {
                return data[position..];
            }

            position += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
        }

        return default;
    }
}
