namespace Edge.Dicom;

/// <summary>Measures data sets as <see cref="DicomWriter"/> writes them, each item once, for sequences that state their length.</summary>
internal sealed class EncodedLength(bool isExplicit)
{
    /// <summary>Bytes of a tag and a length: an item's header, a delimiter, and any implicit element's header.</summary>
    internal const int TagAndLengthBytes = 8;

    /// <summary>Bytes of an explicit element's header with a 32-bit length.</summary>
    internal const int LongHeaderBytes = 12;

    /// <summary>Longest even value that fits a 16-bit length.</summary>
    internal const int LongestShortValue = 0xFFFE;

    private readonly Dictionary<DicomDataset, long> _known = [];

    /// <summary>Bytes of the elements of a data set or item, without an item's header and delimiter.</summary>
    internal long Of(DicomDataset dataset)
    {
        if (!_known.TryGetValue(dataset, out long length))
        {
            foreach (DicomElement element in dataset)
            {
                length += element.Tag.Element == 0 ? 0 : Of(element);
            }

            _known.Add(dataset, length);
        }

        return length;
    }

    /// <summary>Bytes of the items of a sequence with their headers and delimiters.</summary>
    internal long OfItems(DicomSequence sequence)
    {
        long length = 0;
        foreach (DicomDataset item in sequence.Items)
        {
            length += TagAndLengthBytes + Of(item) + (item.StatesLength ? 0 : TagAndLengthBytes);
        }

        return length;
    }

    private long Of(DicomElement element)
    {
        long value = element switch
        {
            DicomValue held => Even(held.Bytes.Length),
            DicomSequence sequence => OfItems(sequence) + (sequence.StatesLength ? 0 : TagAndLengthBytes),
            DicomFragments fragments => fragments.Fragments.Prepend(fragments.OffsetTable).Sum(fragment => TagAndLengthBytes + Even(fragment.Length)) + TagAndLengthBytes,
            _ => 0,
        };
        bool isLong = isExplicit && (element.VR.HasLongLength() || value > LongestShortValue);
        return value + (isLong ? LongHeaderBytes : TagAndLengthBytes);
    }

    private static long Even(int length) => length + (length & 1L);
}
