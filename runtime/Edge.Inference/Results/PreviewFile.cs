using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>
/// Writes the picture of a result once more as PNG (W3C PNG, third edition), for the page: a browser shows no DICOM, and the runtime decodes no pixels. It is not an object of
/// the result, goes nowhere, and may be missing.
/// </summary>
internal static class PreviewFile
{
    private const byte TrueColour = 2;
    private const byte BitDepth = 8;
    private const int Samples = 3;
    private const uint CrcPolynomial = 0xEDB88320;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <summary>Writes it beside the objects.</summary>
    /// <param name="directory">The job's scratch directory.</param>
    /// <param name="picture">The Secondary Capture, RGB by pixel.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string directory, DicomDataset picture)
    {
        if (picture.GetIntegers(DicomTag.Rows) is not [var rows] || picture.GetIntegers(DicomTag.Columns) is not [var columns]
            || !picture.TryGetBytes(DicomTag.PixelData, out ReadOnlyMemory<byte> pixels))
        {
            return;
        }

        using var file = new FileStream(PathIn(directory), FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, (int)columns);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], (int)rows);
        header[8] = BitDepth;
        header[9] = TrueColour;
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compressed(pixels.Span, (int)rows, (int)columns * Samples));
        WriteChunk(file, "IEND", []);
    }

    /// <summary>Where it is, in the directory of a result.</summary>
    public static string PathIn(string directory) => Path.Combine(directory, ResultDocument.PreviewFileName);

    // Each line is preceded by its filter: 0, none.
    private static ReadOnlySpan<byte> Compressed(ReadOnlySpan<byte> pixels, int rows, int lineBytes)
    {
        var compressed = new MemoryStream();
        using (var deflated = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int row = 0; row < rows; row++)
            {
                deflated.WriteByte(0);
                deflated.Write(pixels.Slice(row * lineBytes, lineBytes));
            }
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void WriteChunk(FileStream file, string type, ReadOnlySpan<byte> content)
    {
        byte[] name = Encoding.ASCII.GetBytes(type);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), content));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> content)
    {
        foreach (byte one in content)
        {
            crc = CrcTable[(crc ^ one) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint CrcOf(int index)
    {
        uint crc = (uint)index;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 1 ? CrcPolynomial ^ (crc >> 1) : crc >> 1;
        }

        return crc;
    }
}
