using System.Buffers.Binary;

namespace Edge.Dicom.Codecs;

/// <summary>Which fragments make which frame (PS3.5 A.4): by the extended or basic offset table, else by where code streams begin and end.</summary>
internal sealed class FrameIndex
{
    private readonly FragmentSource _fragments;
    private readonly int[] _first;
    private byte[] _joined = [];
    private int _joinedIndex = -1;
    private int _joinedBytes;

    private FrameIndex(FragmentSource fragments, int[] first)
    {
        _fragments = fragments;
        _first = first;
    }

    /// <summary>Finds the frames of encapsulated pixel data.</summary>
    /// <param name="fragments">Its fragments.</param>
    /// <param name="extendedTable">Extended Offset Table (7FE0,0001); empty where there is none.</param>
    /// <param name="frames">Number of frames it says to have.</param>
    /// <exception cref="DicomCodecException">No reading of the fragments gives that many frames.</exception>
    public static FrameIndex Of(FragmentSource fragments, ReadOnlySpan<byte> extendedTable, int frames)
    {
        if (fragments.Count < frames)
        {
            throw new DicomCodecException($"The pixel data has {fragments.Count} fragments for {frames} frames: it is truncated.");
        }

        int[] first = frames == 1 ? [0]
            : ByTable(fragments, extendedTable, sizeof(ulong), frames)
                ?? ByTable(fragments, fragments.OffsetTable.Span, sizeof(uint), frames)
                ?? ByCount(fragments, frames)
                ?? IfSoMany(FrameStreams.ByEnd(fragments), frames)
                ?? IfSoMany(FrameStreams.ByStart(fragments), frames)
                ?? throw new DicomCodecException(
                    $"The {fragments.Count} fragments cannot be divided into {frames} frames: the offset table is missing or wrong.");
        return new FrameIndex(fragments, first);
    }

    /// <summary>The code streams of encapsulated pixel data, however many there are.</summary>
    public static FrameIndex OfStreams(FragmentSource fragments) => new(fragments, FrameStreams.ByEnd(fragments));

    /// <summary>Number of frames, or of streams.</summary>
    public int Count => _first.Length;

    /// <summary>The bytes of one frame, valid until the next call.</summary>
    /// <exception cref="DicomCodecException">They are more than a frame can need.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ReadOnlyMemory<byte> Frame(int index)
    {
        int start = _first[index];
        int end = End(index);
        if (end - start == 1 && _fragments.Held(start) is { } held)
        {
            return held;
        }

        if (_joinedIndex == index)
        {
            return _joined.AsMemory(0, _joinedBytes);
        }

        long length = 0;
        for (int i = start; i < end; i++)
        {
            length += _fragments.Length(i);
        }

        if (length > PixelFormat.FrameBytesMax)
        {
            throw new DicomCodecException($"Frame {index + 1} has {length} bytes as compressed, more than {PixelFormat.FrameBytesMax >> 20} MiB.");
        }

        _joinedIndex = -1;
        if (_joined.Length < length)
        {
            _joined = GC.AllocateUninitializedArray<byte>((int)length);
        }

        int written = 0;
        for (int i = start; i < end; i++)
        {
            int part = _fragments.Length(i);
            _fragments.Copy(i, 0, _joined.AsSpan(written, part));
            written += part;
        }

        _joinedIndex = index;
        _joinedBytes = written;
        return _joined.AsMemory(0, written);
    }

    private int End(int index) => index + 1 < _first.Length ? _first[index + 1] : _fragments.Count;

    // A table that does not point at fragments, or not in order, is not believed.
    private static int[]? ByTable(FragmentSource fragments, ReadOnlySpan<byte> table, int entryBytes, int frames)
    {
        if (table.Length != (long)entryBytes * frames)
        {
            return null;
        }

        int[] first = new int[frames];
        int frame = 0;
        ulong offset = 0;
        for (int i = 0; i < fragments.Count && frame < frames; i++)
        {
            ReadOnlySpan<byte> entry = table[(frame * entryBytes)..];
            ulong wanted = entryBytes == sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(entry) : BinaryPrimitives.ReadUInt64LittleEndian(entry);
            if (wanted == offset)
            {
                first[frame++] = i;
            }

            offset += (uint)FragmentSource.HeaderBytes + (uint)fragments.Length(i) + (uint)(fragments.Length(i) & 1);
        }

        return frame == frames && first[0] == 0 ? first : null;
    }

    private static int[]? ByCount(FragmentSource fragments, int frames) =>
        fragments.Count == frames ? [.. Enumerable.Range(0, frames)] : null;

    private static int[]? IfSoMany(int[] starts, int frames) => starts.Length == frames && starts[0] == 0 ? starts : null;
}
