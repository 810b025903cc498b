using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom;

/// <content>Reading values. What cannot be read as asked for counts as absent; nothing here throws for what a file holds.</content>
public sealed partial class DicomDataset
{
    /// <summary>
    /// Every value of an element as text: text decoded and without padding, numbers in invariant form, tags as <c>ggggeeee</c>. Empty
    /// values are empty strings. An absent, binary or sequence element gives an empty list.
    /// </summary>
    /// <param name="tag">The tag.</param>
    public IReadOnlyList<string> GetStrings(DicomTag tag) =>
        TryGetValue(tag, out DicomValue? value, out DicomVR vr) ? ValueText.All(value.Bytes.Span, vr, CharacterSet) : [];

    /// <summary>The first value as text, or null when absent or empty.</summary>
    /// <param name="tag">The tag.</param>
    public string? GetString(DicomTag tag) => GetStrings(tag) is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>Reads the first value as text.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The text without padding, not empty.</param>
    public bool TryGetString(DicomTag tag, [NotNullWhen(true)] out string? value)
    {
        value = GetString(tag);
        return value is not null;
    }

    /// <summary>Every value as a number (AT and binary have none); null when the element is absent or any value is no number.</summary>
    /// <param name="tag">The tag.</param>
    public double[]? GetDoubles(DicomTag tag) =>
        TryGetValue(tag, out DicomValue? value, out DicomVR vr) ? ValueNumbers.Doubles(value.Bytes.Span, vr) : null;

    /// <summary>Every value as a whole number; null when the element is absent or any value is no whole number.</summary>
    /// <param name="tag">The tag.</param>
    public long[]? GetIntegers(DicomTag tag) =>
        TryGetValue(tag, out DicomValue? value, out DicomVR vr) ? ValueNumbers.Integers(value.Bytes.Span, vr) : null;

    /// <summary>Reads the first value as a finite number.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The number.</param>
    public bool TryGetDouble(DicomTag tag, out double value)
    {
        value = GetDoubles(tag) is [double first, ..] ? first : double.NaN;
        return double.IsFinite(value);
    }

    /// <summary>Reads the first value as a whole number within 32 bits.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The number.</param>
    public bool TryGetInt32(DicomTag tag, out int value)
    {
        long[]? values = GetIntegers(tag);
        bool fits = values is [>= int.MinValue and <= int.MaxValue, ..];
        value = fits ? (int)values![0] : 0;
        return fits;
    }

    /// <summary>Reads the first value as a whole number from 0 to 65535.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The number.</param>
    public bool TryGetUInt16(DicomTag tag, out ushort value)
    {
        bool fits = TryGetInt32(tag, out int number) && number is >= ushort.MinValue and <= ushort.MaxValue;
        value = fits ? (ushort)number : (ushort)0;
        return fits;
    }

    /// <summary>Reads the first value as a person name.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="name">The name in its groups.</param>
    public bool TryGetPersonName(DicomTag tag, [NotNullWhen(true)] out DicomPersonName? name)
    {
        name = GetString(tag) is { } text ? DicomPersonName.Parse(text) : null;
        return name is not null;
    }

    /// <summary>The bytes of a value held in memory, little-endian.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="bytes">The bytes as encoded.</param>
    public bool TryGetBytes(DicomTag tag, out ReadOnlyMemory<byte> bytes)
    {
        bool found = TryGet(tag, out DicomElement? element) && element is DicomValue;
        bytes = found ? ((DicomValue)element!).Bytes : default;
        return found;
    }

    /// <summary>Finds a sequence.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="sequence">The sequence, which may have no items.</param>
    public bool TryGetSequence(DicomTag tag, [NotNullWhen(true)] out DicomSequence? sequence)
    {
        sequence = TryGet(tag, out DicomElement? element) ? element as DicomSequence : null;
        return sequence is not null;
    }

    /// <summary>The items of a sequence; none when it is absent.</summary>
    /// <param name="tag">The tag.</param>
    public IReadOnlyList<DicomDataset> GetItems(DicomTag tag) =>
        TryGetSequence(tag, out DicomSequence? sequence) ? sequence.Items : [];

    private bool TryGetValue(DicomTag tag, [NotNullWhen(true)] out DicomValue? value, out DicomVR vr)
    {
        value = TryGet(tag, out DicomElement? element) ? element as DicomValue : null;
        vr = value?.VR ?? DicomVR.None;
        if (vr == DicomVR.UN)
        {
            vr = DicomDictionary.ImplicitVR(tag);
        }

        return value is not null && vr != DicomVR.SQ;
    }
}
