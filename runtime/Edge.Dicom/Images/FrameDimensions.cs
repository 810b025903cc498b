namespace Edge.Dicom.Images;

/// <summary>
/// The dimensions along which the frames of an enhanced multi-frame image are organised (PS3.3 C.7.6.17): each frame has an index along each, the first
/// dimension varying slowest.
/// </summary>
public sealed class FrameDimensions
{
    /// <summary>Pointers to what places a frame within one volume.</summary>
    private static readonly DicomTag[] WithinVolume =
    [
        DicomTag.InStackPositionNumber, DicomTag.ImagePositionPatient, DicomTag.ImagePositionVolume, DicomTag.PlanePositionSequence,
        DicomTag.PlanePositionVolumeSequence, DicomTag.SliceLocation, DicomTag.InstanceNumber,
    ];

    private readonly DicomTag[] _pointers;
    private readonly string[] _names;
    private readonly long[][] _values;

    private FrameDimensions(DicomTag[] pointers, string[] names, long[][] values)
    {
        _pointers = pointers;
        _names = names;
        _values = values;
    }

    /// <summary>Number of frames.</summary>
    public int Frames => _values.Length;

    /// <summary>Reads the dimensions of an image.</summary>
    /// <param name="image">Its data set.</param>
    /// <param name="frames">Number of its frames.</param>
    /// <returns>Null where it has none, or a frame lacks an index.</returns>
    public static FrameDimensions? Of(DicomDataset image, int frames)
    {
        ArgumentNullException.ThrowIfNull(image);
        IReadOnlyList<DicomDataset> dimensions = image.GetItems(DicomTag.DimensionIndexSequence);
        IReadOnlyList<DicomDataset> items = image.GetItems(DicomTag.PerFrameFunctionalGroupsSequence);
        if (dimensions.Count == 0 || items.Count < frames)
        {
            return null;
        }

        DicomTag[] pointers = [.. dimensions.Select(Pointer)];
        long[][] values = new long[frames][];
        for (int frame = 0; frame < frames; frame++)
        {
            long[]? own = items[frame].GetItems(DicomTag.FrameContentSequence) is [var content, ..] ? content.GetIntegers(DicomTag.DimensionIndexValues) : null;
            if (own is null || own.Length != pointers.Length)
            {
                return null;
            }

            values[frame] = own;
        }

        string[] names = [.. dimensions.Select((item, i) => item.GetString(DicomTag.DimensionDescriptionLabel) ?? DicomDictionary.KeywordOrNumber(pointers[i]))];
        return new FrameDimensions(pointers, names, values);
    }

    /// <summary>Frames, from 0, in the order of their indices; of equal ones the earlier first.</summary>
    public IReadOnlyList<int> Order() =>
        [.. Enumerable.Range(0, Frames).Order(Comparer<int>.Create((a, b) => Compare(_values[a], _values[b])))];

    /// <summary>Names of the dimensions that make several volumes of the frames, such as time; empty when all frames are of one.</summary>
    public IReadOnlyList<string> BetweenVolumes() =>
    [
        .. Enumerable.Range(0, _pointers.Length)
            .Where(dimension => !WithinVolume.Contains(_pointers[dimension]) && _values.Any(values => values[dimension] != _values[0][dimension]))
            .Select(dimension => _names[dimension]),
    ];

    private static int Compare(long[] a, long[] b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
            {
                return a[i].CompareTo(b[i]);
            }
        }

        return 0;
    }

    // An attribute tag is two words: group and element.
    private static DicomTag Pointer(DicomDataset dimension) =>
        dimension.TryGetBytes(DicomTag.DimensionIndexPointer, out ReadOnlyMemory<byte> bytes) && bytes.Length >= 4
            ? new DicomTag(BitConverter.ToUInt16(bytes.Span), BitConverter.ToUInt16(bytes.Span[2..]))
            : default;
}
