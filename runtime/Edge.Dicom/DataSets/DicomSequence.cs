namespace Edge.Dicom;

/// <summary>An element whose value is a sequence of items, each a data set of its own (PS3.5 7.5).</summary>
public sealed class DicomSequence : DicomElement
{
    private readonly List<DicomDataset> _items;
    private DicomDataset? _owner;

    /// <summary>Makes a sequence of items.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="items">The items, in order.</param>
    public DicomSequence(DicomTag tag, params IEnumerable<DicomDataset> items)
        : base(tag, DicomVR.SQ) => _items = [.. items];

    /// <summary>The items, in order.</summary>
    public IReadOnlyList<DicomDataset> Items => _items;

    /// <summary>
    /// True to write the sequence with its length, false with a delimiter (PS3.5 7.5.1). A sequence that was read keeps its form, which the
    /// byte offsets in a DICOMDIR depend on; default false.
    /// </summary>
    public bool StatesLength { get; init; }

    /// <summary>Adds an item at the end; from then on it inherits the character set of the data set around it.</summary>
    /// <param name="item">An item that is in no other sequence.</param>
    public void Add(DicomDataset item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.Parent = _owner;
        _items.Add(item);
    }

    internal void SetOwner(DicomDataset owner)
    {
        _owner = owner;
        foreach (DicomDataset item in _items)
        {
            item.Parent = owner;
        }
    }
}
