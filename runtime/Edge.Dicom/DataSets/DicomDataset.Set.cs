namespace Edge.Dicom;

/// <content>
/// Writing values. The representation is the dictionary's; a private or unknown tag takes the overload with a representation. Text is
/// encoded in the data set's character set: set Specific Character Set (0008,0005) first.
/// </content>
public sealed partial class DicomDataset
{
    /// <summary>Sets text or numbers given as text.</summary>
    /// <param name="tag">A tag of the dictionary.</param>
    /// <param name="values">The values; none makes the element empty.</param>
    /// <exception cref="ArgumentException">The dictionary does not know the tag, or its representation does not take such values.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<string> values) => Set(tag, KnownVR(tag), values);

    /// <summary>Sets text, or numbers given as text, with a stated representation.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">The representation.</param>
    /// <param name="values">The values; none makes the element empty.</param>
    /// <exception cref="ArgumentException">The representation does not take such values.</exception>
    public void Set(DicomTag tag, DicomVR vr, params ReadOnlySpan<string> values) =>
        Set(new DicomValue(tag, vr, ValueEncoder.FromText(values, vr, CharacterSet)));

    /// <summary>Sets whole numbers.</summary>
    /// <param name="tag">A tag of the dictionary.</param>
    /// <param name="values">The values; none makes the element empty.</param>
    /// <exception cref="ArgumentException">The dictionary does not know the tag, or its representation does not take such values.</exception>
    /// <exception cref="OverflowException">A value is out of the representation's range.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<long> values)
    {
        DicomVR vr = KnownVR(tag);
        Set(new DicomValue(tag, vr, ValueEncoder.FromIntegers(values, vr)));
    }

    /// <summary>Sets numbers; DS gets the shortest text within 16 characters.</summary>
    /// <param name="tag">A tag of the dictionary.</param>
    /// <param name="values">The values; none makes the element empty.</param>
    /// <exception cref="ArgumentException">The dictionary does not know the tag, or its representation does not take such values.</exception>
    public void Set(DicomTag tag, params ReadOnlySpan<double> values)
    {
        DicomVR vr = KnownVR(tag);
        Set(new DicomValue(tag, vr, ValueEncoder.FromDoubles(values, vr)));
    }

    /// <summary>Sets a sequence.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="items">The items, in order.</param>
    public void Set(DicomTag tag, params ReadOnlySpan<DicomDataset> items) => Set(new DicomSequence(tag, items.ToArray()));

    /// <summary>Sets encoded bytes.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">The representation.</param>
    /// <param name="bytes">The value, little-endian.</param>
    public void SetBytes(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> bytes) => Set(new DicomValue(tag, vr, bytes));

    private DicomVR KnownVR(DicomTag tag)
    {
        bool signed = TryGetInt32(DicomTag.PixelRepresentation, out int representation) && representation == 1;
        DicomVR vr = DicomDictionary.ImplicitVR(tag, signed);
        return vr != DicomVR.UN ? vr : throw new ArgumentException($"State the representation of {tag}, which PS3.6 does not know.", nameof(tag));
    }
}
