using Edge.Dicom;

namespace Edge.Runtime.Shadow;

/// <summary>How well the segments of two segmentations of the same images overlap. Pixels are compared as they are stored; nothing is decoded.</summary>
internal static class MaskOverlap
{
    /// <summary>Longest file that is read, in bytes: 64 MiB, which is 2,048 frames of 512 × 512 bits.</summary>
    public const long FileBytesMax = 64L << 20;

    private const int BitsPerByte = 8;

    /// <summary>A fraction counts as inside from here on: half of 255.</summary>
    private const byte Half = 128;

    /// <summary>Dice coefficient of each segment of the first, by label: 2 |A ∩ B| / (|A| + |B|), and 1 where both are empty. A segment that the second lacks is empty there.</summary>
    /// <exception cref="InvalidDataException">A file is too long, or is no segmentation.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyDictionary<string, double> Of(string first, string second)
    {
        IReadOnlyDictionary<string, List<Mask>> before = Read(first);
        IReadOnlyDictionary<string, List<Mask>> after = Read(second);
        return before.ToDictionary(static segment => segment.Key, segment => Dice(segment.Value, after.GetValueOrDefault(segment.Key, [])), StringComparer.Ordinal);
    }

    private static double Dice(List<Mask> first, List<Mask> second)
    {
        long both = 0;
        foreach (Mask mask in first)
        {
            both += second.Find(other => other.Slice == mask.Slice) is { } there ? mask.CountWith(there) : 0;
        }

        long all = first.Sum(static mask => mask.Count()) + second.Sum(static mask => mask.Count());
        return all == 0 ? 1 : 2.0 * both / all;
    }

    private static Dictionary<string, List<Mask>> Read(string path)
    {
        if (new FileInfo(path).Length > FileBytesMax)
        {
            throw new InvalidDataException($"A segmentation has more than {FileBytesMax} bytes, which is too long to be compared.");
        }

        try
        {
            return Masks(DicomFile.Open(path).Dataset);
        }
        catch (DicomFormatException malformed)
        {
            throw new InvalidDataException($"A segmentation cannot be read: {malformed.Message}", malformed);
        }
    }

    private static Dictionary<string, List<Mask>> Masks(DicomDataset segmentation)
    {
        var labels = segmentation.GetItems(DicomTag.SegmentSequence)
            .DistinctBy(static item => Number(item, DicomTag.SegmentNumber))
            .ToDictionary(static item => Number(item, DicomTag.SegmentNumber), static item => item.GetString(DicomTag.SegmentLabel) ?? "");
        var masks = labels.Values.Distinct(StringComparer.Ordinal).ToDictionary(static label => label, static _ => new List<Mask>(), StringComparer.Ordinal);
        IReadOnlyList<DicomDataset> frames = segmentation.GetItems(DicomTag.PerFrameFunctionalGroupsSequence);
        long pixels = (long)Number(segmentation, DicomTag.Rows) * Number(segmentation, DicomTag.Columns);
        int bits = Number(segmentation, DicomTag.BitsAllocated);
        if (!segmentation.TryGetBytes(DicomTag.PixelData, out ReadOnlyMemory<byte> data) || bits is not (1 or BitsPerByte) || frames.Count * pixels * bits > (long)data.Length * BitsPerByte)
        {
            throw new InvalidDataException("A segmentation holds other pixels than its frames have.");
        }

        for (int index = 0; index < frames.Count; index++)
        {
            int segment = Number(Item(frames[index], DicomTag.SegmentIdentificationSequence), DicomTag.ReferencedSegmentNumber);
            int slice = Number(Item(frames[index], DicomTag.FrameContentSequence), DicomTag.InStackPositionNumber);
            masks[labels.GetValueOrDefault(segment) ?? throw new InvalidDataException($"A segmentation has no segment {segment}.")]
                .Add(new Mask(slice, data, bits == 1, index * pixels, (int)pixels));
        }

        return masks;
    }

    private static DicomDataset Item(DicomDataset groups, DicomTag tag) =>
        groups.GetItems(tag) is [var item, ..] ? item : throw new InvalidDataException($"A frame of a segmentation lacks {DicomDictionary.KeywordOrNumber(tag)}.");

    private static int Number(DicomDataset item, DicomTag tag) =>
        item.TryGetInt32(tag, out int value) && value >= 0 ? value : throw new InvalidDataException($"A segmentation lacks {DicomDictionary.KeywordOrNumber(tag)}.");

    /// <summary>One frame.</summary>
    /// <param name="Slice">Its place in the stack.</param>
    /// <param name="Data">Pixels of all frames: bits that follow each other from the lowest of each byte on (PS3.5 8.1.1), or bytes.</param>
    /// <param name="IsBinary">True for bits.</param>
    /// <param name="Start">Its first pixel.</param>
    /// <param name="Pixels">How many it has.</param>
    private sealed record Mask(int Slice, ReadOnlyMemory<byte> Data, bool IsBinary, long Start, int Pixels)
    {
        /// <summary>Pixels inside.</summary>
        public long Count()
        {
            ReadOnlySpan<byte> data = Data.Span;
            long count = 0;
            for (int index = 0; index < Pixels; index++)
            {
                count += At(data, index) ? 1 : 0;
            }

            return count;
        }

        /// <summary>Pixels inside of this and another one; none where their sizes differ.</summary>
        public long CountWith(Mask other)
        {
            ReadOnlySpan<byte> data = Data.Span;
            ReadOnlySpan<byte> others = other.Data.Span;
            long count = 0;
            for (int index = 0; index < Pixels && Pixels == other.Pixels; index++)
            {
                count += At(data, index) && other.At(others, index) ? 1 : 0;
            }

            return count;
        }

        private bool At(ReadOnlySpan<byte> data, int index)
        {
            long pixel = Start + index;
            return IsBinary ? (data[(int)(pixel / BitsPerByte)] & (1 << (int)(pixel % BitsPerByte))) != 0 : data[(int)pixel] >= Half;
        }
    }
}
