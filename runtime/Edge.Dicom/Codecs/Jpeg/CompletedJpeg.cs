using System.Buffers.Binary;

namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>
/// Gives a JPEG stream what a decoder needs to take it as it is. An Adobe marker with transform 0 (ITU-T T.872 6.5.3) keeps it from converting colours, which is
/// the job of a later, explicit step; an end keeps it from complaining of nothing else.
/// </summary>
internal static class CompletedJpeg
{
    private static ReadOnlySpan<byte> NoTransform =>
        [0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, 0];

    /// <summary>EOI, which some writers leave out: where nothing else is missing, a decoder has no reason to complain (ITU-T T.81 B.1.1.3).</summary>
    private static ReadOnlySpan<byte> End => [0xFF, 0xD9];

    /// <summary>A copy of the stream with that marker first, every other APP0 and APP14 segment left out, and an end.</summary>
    /// <exception cref="DicomCodecException">The stream does not begin as JPEG does.</exception>
    public static byte[] WithoutTransform(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4 || data[0] != 0xFF || data[1] != 0xD8)
        {
            throw new DicomCodecException("The pixel data is no JPEG stream.");
        }

        byte[] copy = new byte[data.Length + NoTransform.Length + End.Length];
        copy[0] = 0xFF;
        copy[1] = 0xD8;
        NoTransform.CopyTo(copy.AsSpan(2));
        int written = 2 + NoTransform.Length;
        int position = 2;
        while (position + 4 <= data.Length && data[position] == 0xFF && data[position + 1] is not (0xDA or 0xD9))
        {
            int length = 2 + BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]);
            if (length < 4 || position + length > data.Length)
            {
                break;
            }

            if (data[position + 1] is not (0xE0 or 0xEE))
            {
                data.Slice(position, length).CopyTo(copy.AsSpan(written));
                written += length;
            }

            position += length;
        }

        data[position..].CopyTo(copy.AsSpan(written));
        written += data.Length - position;
        End.CopyTo(copy.AsSpan(written));
        return copy[..(written + End.Length)];
    }
}
