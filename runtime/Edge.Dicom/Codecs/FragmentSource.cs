using System.Buffers.Binary;

namespace Edge.Dicom.Codecs;

/// <summary>The fragments of encapsulated pixel data (PS3.5 A.4), held in memory or left in their file.</summary>
internal sealed class FragmentSource
{
    /// <summary>Most fragments that are looked at: four for each of the most frames an image may have.</summary>
    public const int CountMax = 4 * PixelFormat.FramesMax;

    private const int ItemHeaderBytes = 8;
    private const ushort ItemGroup = 0xFFFE;
    private const ushort ItemElement = 0xE000;

    private readonly IReadOnlyList<ReadOnlyMemory<byte>>? _held;
    private readonly PixelFile? _file;
    private readonly List<(long Offset, int Length)> _places = [];

    /// <summary>Fragments in memory.</summary>
    public FragmentSource(DicomFragments data)
    {
        _held = data.Fragments;
        OffsetTable = data.OffsetTable;
    }

    /// <summary>Fragments in a file, whose places are read at once.</summary>
    /// <param name="file">The file; the caller keeps it.</param>
    /// <param name="value">Where they lie.</param>
    /// <param name="isBigEndian">True when the file has the most significant byte first.</param>
    /// <exception cref="DicomCodecException">What lies there are no fragments, or too many.</exception>
    public FragmentSource(PixelFile file, DicomSkippedValue value, bool isBigEndian)
    {
        _file = file;
        long end = value.Offset + value.Length;
        long at = value.Offset;
        Span<byte> header = stackalloc byte[ItemHeaderBytes];
        bool isTable = true;
        while (at + ItemHeaderBytes <= end)
        {
            file.Read(at, header);
            if (!IsItem(header, isBigEndian))
            {
                break;
            }

            uint length = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            at += ItemHeaderBytes;
            if (length > end - at || length > int.MaxValue || _places.Count >= CountMax)
            {
                throw new DicomCodecException($"The pixel data has a fragment of {length} bytes, or more than {CountMax} fragments: it is damaged.");
            }

            if (isTable)
            {
                OffsetTable = ReadTable(file, at, (int)length);
                isTable = false;
            }
            else
            {
                _places.Add((at, (int)length));
            }

            at += length;
        }
    }

    /// <summary>Bytes of an item header, which offsets count too.</summary>
    public static int HeaderBytes => ItemHeaderBytes;

    /// <summary>The basic offset table; empty where there is none.</summary>
    public ReadOnlyMemory<byte> OffsetTable { get; }

    /// <summary>Number of fragments, without the offset table.</summary>
    public int Count => _held?.Count ?? _places.Count;

    /// <summary>Bytes of a fragment.</summary>
    public int Length(int index) => _held is null ? _places[index].Length : _held[index].Length;

    /// <summary>The bytes of a fragment if they are in memory.</summary>
    public ReadOnlyMemory<byte>? Held(int index) => _held?[index];

    /// <summary>Copies bytes of a fragment from <paramref name="start"/> on.</summary>
    /// <exception cref="DicomCodecException">The file became shorter.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Copy(int index, int start, Span<byte> destination)
    {
        if (_held is not null)
        {
            _held[index].Span.Slice(start, destination.Length).CopyTo(destination);
        }
        else
        {
            _file!.Read(_places[index].Offset + start, destination);
        }
    }

    private static bool IsItem(ReadOnlySpan<byte> header, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(header) == ItemGroup && BinaryPrimitives.ReadUInt16BigEndian(header[2..]) == ItemElement
        : BinaryPrimitives.ReadUInt16LittleEndian(header) == ItemGroup && BinaryPrimitives.ReadUInt16LittleEndian(header[2..]) == ItemElement;

    // A table that no image can need is not believed, and not read.
    private static ReadOnlyMemory<byte> ReadTable(PixelFile file, long at, int length)
    {
        if (length > sizeof(uint) * PixelFormat.FramesMax)
        {
            return default;
        }

        byte[] table = new byte[length];
        file.Read(at, table);
        return table;
    }
}
