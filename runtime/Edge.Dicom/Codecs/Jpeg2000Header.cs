using System.Buffers.Binary;

namespace Edge.Dicom.Codecs;

/// <summary>The image and tile size of a JPEG 2000 code stream (SIZ, ISO/IEC 15444-1 A.5.1), read before any library sees the stream.</summary>
/// <param name="Width">Columns of the reference grid that the image covers.</param>
/// <param name="Height">Rows of the reference grid that the image covers.</param>
/// <param name="Components">Number of components, 1 to 16384.</param>
/// <param name="Tiles">Number of tiles.</param>
internal readonly record struct Jpeg2000Header(long Width, long Height, int Components, long Tiles)
{
    private const int SizBytes = 38;

    /// <summary>Bytes that a tile takes at least: its SOT marker segment and its SOD marker (A.4.2).</summary>
    private const int TileBytesMin = 14;

    /// <summary>True for a stream that begins as JPEG 2000 does.</summary>
    public static bool Begins(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]);

    /// <summary>Refuses a stream of another size.</summary>
    /// <exception cref="DicomCodecException">It has one.</exception>
    public void Check(int rows, int columns, int components)
    {
        if (Width != columns || Height != rows || Components != components)
        {
            throw new DicomCodecException(
                $"The JPEG 2000 frame is {Width} × {Height} with {Components} components; the attributes say {columns} × {rows} with {components}.");
        }
    }

    /// <summary>Reads the header of a code stream, or of the one inside a JP2 file.</summary>
    /// <exception cref="DicomCodecException">There is none, it is not valid, or the stream is shorter than its tiles need.</exception>
    public static Jpeg2000Header Of(ReadOnlySpan<byte> data)
    {
        int start = data.IndexOf((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]);
        ReadOnlySpan<byte> siz = start < 0 ? default : data[(start + 4)..];
        if (siz.Length < SizBytes)
        {
            throw new DicomCodecException("The pixel data is no JPEG 2000 code stream, or ends within its header.");
        }

        long width = (long)Number(siz, 4) - Number(siz, 12);
        long height = (long)Number(siz, 8) - Number(siz, 16);
        uint tileWidth = Number(siz, 20);
        uint tileHeight = Number(siz, 24);
        int components = BinaryPrimitives.ReadUInt16BigEndian(siz[36..]);
        if (width <= 0 || height <= 0 || tileWidth == 0 || tileHeight == 0 || components is 0 or > 16384)
        {
            throw new DicomCodecException("The JPEG 2000 frame is damaged: its size is not valid (15444-1 A.5.1).");
        }

        long across = (Number(siz, 4) - Number(siz, 28) + (long)tileWidth - 1) / tileWidth;
        long down = (Number(siz, 8) - Number(siz, 32) + (long)tileHeight - 1) / tileHeight;
        if (across <= 0 || down <= 0 || across > data.Length || down > data.Length || across * down * TileBytesMin > data.Length)
        {
            throw new DicomCodecException($"The JPEG 2000 frame has {data.Length} bytes for {across} × {down} tiles: it is truncated or damaged.");
        }

        return new Jpeg2000Header(width, height, components, across * down);
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
