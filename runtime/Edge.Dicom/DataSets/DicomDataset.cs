using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom;

/// <summary>
/// A data set or an item: elements in ascending order of tag, each tag once (PS3.5 7.1). Values stay encoded until asked for. Not
/// safe for use by several threads while it is changed.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A data set is the standard's own word.")]
[SuppressMessage("Design", "CA1043:Use integral or string argument for indexers", Justification = "A tag is the key that the standard gives elements.")]
public sealed partial class DicomDataset : IReadOnlyCollection<DicomElement>
{
    /// <summary>Fewer elements than this are not put in order before they are all read.</summary>
    private const int MinOrderCount = 64;

    private readonly List<DicomElement> _elements = [];
    private DicomCharacterSet? _characterSet;
    private bool _isUnordered;
    private int _orderAtCount;

    /// <summary>Number of elements, those within items not counted.</summary>
    public int Count => _elements.Count;

    /// <summary>True to write this item with its length, false with a delimiter; an item that was read keeps its form; default false.</summary>
    public bool StatesLength { get; init; }

    /// <summary>The data set around this item; null for a data set itself.</summary>
    public DicomDataset? Parent { get; internal set; }

    /// <summary>
    /// The character set of its text: its own Specific Character Set (0008,0005), else that of the data set around it, else the default
    /// repertoire (PS3.3 C.12.1.1.2).
    /// </summary>
    public DicomCharacterSet CharacterSet =>
        TryGet(DicomTag.SpecificCharacterSet, out DicomElement? element) && element is DicomValue value
            ? _characterSet ??= DicomCharacterSet.FromBytes(value.Bytes.Span)
            : Parent?.CharacterSet ?? DicomCharacterSet.Default;

    /// <summary>The element of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public DicomElement this[DicomTag tag] =>
        TryGet(tag, out DicomElement? element) ? element : throw new KeyNotFoundException($"The data set has no {tag}.");

    /// <summary>True when there is an element with this tag, be it empty.</summary>
    /// <param name="tag">The tag.</param>
    public bool Contains(DicomTag tag) => IndexOf(tag) >= 0;

    /// <summary>Finds the element of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="element">The element when there is one.</param>
    public bool TryGet(DicomTag tag, [NotNullWhen(true)] out DicomElement? element)
    {
        int index = IndexOf(tag);
        element = index >= 0 ? _elements[index] : null;
        return index >= 0;
    }

    /// <summary>Adds an element, in place of one with its tag.</summary>
    /// <param name="element">The element.</param>
    public void Set(DicomElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        int index = IndexOf(element.Tag);
        if (index >= 0)
        {
            _elements[index] = element;
        }
        else
        {
            _elements.Insert(~index, element);
        }

        Adopt(element);
    }

    /// <summary>Removes the element of a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(DicomTag tag)
    {
        int index = IndexOf(tag);
        if (index < 0)
        {
            return false;
        }

        _elements.RemoveAt(index);
        if (tag == DicomTag.SpecificCharacterSet)
        {
            _characterSet = null;
        }

        return true;
    }

    /// <summary>Removes every element.</summary>
    public void Clear()
    {
        _elements.Clear();
        _characterSet = null;
    }

    /// <summary>The elements in ascending order of tag.</summary>
    public List<DicomElement>.Enumerator GetEnumerator() => _elements.GetEnumerator();

    IEnumerator<DicomElement> IEnumerable<DicomElement>.GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _elements.GetEnumerator();

    /// <summary>Adds an element read from input, in any order. Nothing else may be asked before <see cref="OrderAsRead"/>.</summary>
    internal void AddAsRead(DicomElement element)
    {
        _isUnordered |= _elements.Count > 0 && _elements[^1].Tag >= element.Tag;
        _elements.Add(element);
        Adopt(element);
        if (_isUnordered && _elements.Count >= _orderAtCount)
        {
            // Repeated tags thus take no more than twice the room of those that stay.
            OrderAsRead();
            _orderAtCount = Math.Max(MinOrderCount, 2 * _elements.Count);
        }
    }

    /// <summary>Ends reading: puts the elements in order. Of two with one tag the first that was read stays.</summary>
    internal void OrderAsRead()
    {
        if (!_isUnordered)
        {
            return;
        }

        // A stable sort. Inserting each element at its place would take time with the square of their number.
        DicomElement[] ordered = [.. _elements.OrderBy(element => element.Tag)];
        _elements.Clear();
        foreach (DicomElement element in ordered)
        {
            if (_elements.Count == 0 || _elements[^1].Tag != element.Tag)
            {
                _elements.Add(element);
            }
        }

        _isUnordered = false;
    }

    private void Adopt(DicomElement element)
    {
        if (element is DicomSequence sequence)
        {
            sequence.SetOwner(this);
        }
        else if (element.Tag == DicomTag.SpecificCharacterSet)
        {
            _characterSet = null;
        }
    }

    private int IndexOf(DicomTag tag)
    {
        int low = 0;
        int high = _elements.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _elements[middle].Tag.CompareTo(tag);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }
}
