using System.Buffers.Binary;

namespace Edge.Dicom.Codecs;

/// <summary>Which fragments make which frame (PS3.5 A.4): by the extended or basic offset table, else by where frames begin.</summary>
internal sealed class FrameIndex
{
    private const int ItemHeaderBytes = 8;

    private readonly DicomFragments _data;
    private readonly int[] _first;

    private FrameIndex(DicomFragments data, int[] first)
    {
        _data = data;
        _first = first;
    }

    /// <summary>Finds the frames of encapsulated pixel data.</summary>
    /// <param name="dataset">The data set, for its extended offset table.</param>
    /// <param name="data">Its pixel data.</param>
    /// <param name="frames">Number of frames it says to have.</param>
    /// <exception cref="DicomCodecException">No reading of the fragments gives that many frames.</exception>
    public static FrameIndex Of(DicomDataset dataset, DicomFragments data, int frames)
    {
        if (data.Fragments.Count < frames)
        {
            throw new DicomCodecException($"The pixel data has {data.Fragments.Count} fragments for {frames} frames: it is truncated.");
        }

        int[] first = frames == 1 ? [0]
            : ByExtendedTable(dataset, data, frames) ?? ByBasicTable(data, frames) ?? ByCount(data, frames) ?? ByMarker(data, frames)
            ?? throw new DicomCodecException(
                $"The {data.Fragments.Count} fragments cannot be divided into {frames} frames: the offset table is missing or wrong.");
        return new FrameIndex(data, first);
    }

    /// <summary>The bytes of one frame.</summary>
    public ReadOnlyMemory<byte> Frame(int index)
    {
        int start = _first[index];
        int end = index + 1 < _first.Length ? _first[index + 1] : _data.Fragments.Count;
        if (end - start == 1)
        {
            return _data.Fragments[start];
        }

        byte[] whole = new byte[_data.Fragments.Skip(start).Take(end - start).Sum(fragment => fragment.Length)];
        int written = 0;
        for (int i = start; i < end; i++)
        {
            _data.Fragments[i].CopyTo(whole.AsMemory(written));
            written += _data.Fragments[i].Length;
        }

        return whole;
    }

    private static int[]? ByExtendedTable(DicomDataset dataset, DicomFragments data, int frames)
    {
        if (!dataset.TryGetBytes(DicomTag.ExtendedOffsetTable, out ReadOnlyMemory<byte> table) || table.Length != 8 * frames)
        {
            return null;
        }

        long[] offsets = new long[frames];
        for (int i = 0; i < frames; i++)
        {
            offsets[i] = BinaryPrimitives.ReadInt64LittleEndian(table.Span[(8 * i)..]);
        }

        return AtOffsets(data, offsets);
    }

    private static int[]? ByBasicTable(DicomFragments data, int frames)
    {
        if (data.OffsetTable.Length != 4 * frames)
        {
            return null;
        }

        long[] offsets = new long[frames];
        for (int i = 0; i < frames; i++)
        {
            offsets[i] = BinaryPrimitives.ReadUInt32LittleEndian(data.OffsetTable.Span[(4 * i)..]);
        }

        return AtOffsets(data, offsets);
    }

    // A table that does not point at fragments, or not in order, is not believed.
    private static int[]? AtOffsets(DicomFragments data, long[] offsets)
    {
        int[] first = new int[offsets.Length];
        int frame = 0;
        long offset = 0;
        for (int i = 0; i < data.Fragments.Count && frame < offsets.Length; i++)
        {
            if (offsets[frame] == offset)
            {
                first[frame++] = i;
            }

            offset += ItemHeaderBytes + data.Fragments[i].Length + (data.Fragments[i].Length & 1);
        }

        return frame == offsets.Length && first[0] == 0 ? first : null;
    }

    private static int[]? ByCount(DicomFragments data, int frames) =>
        data.Fragments.Count == frames ? [.. Enumerable.Range(0, frames)] : null;

    private static int[]? ByMarker(DicomFragments data, int frames)
    {
        int[] starts = [.. Enumerable.Range(0, data.Fragments.Count).Where(i => BeginsFrame(data.Fragments[i].Span))];
        return starts.Length == frames && starts[0] == 0 ? starts : null;
    }

    // JPEG and JPEG-LS begin with SOI and another marker, JPEG 2000 with SOC and SIZ, a JP2 file with its signature box.
    private static bool BeginsFrame(ReadOnlySpan<byte> fragment) =>
        fragment.Length >= 4
        && (fragment[..3].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || fragment[..4].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51])
            || fragment[..4].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 12]));
}
