namespace Edge.Dicom.Images;

/// <summary>
/// Stored values that are no part of the image: Pixel Padding Value (0028,0120), up to Pixel Padding Range Limit (0028,0121) where there is one, in
/// either direction, both included (PS3.3 C.7.5.1.1.2).
/// </summary>
/// <param name="Least">Least padding value.</param>
/// <param name="Greatest">Greatest padding value.</param>
public sealed record PixelPadding(int Least, int Greatest)
{
    /// <summary>The padding of an image; null where it has none.</summary>
    public static PixelPadding? Of(DicomDataset image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (Read(image, DicomTag.PixelPaddingValue) is not { } value)
        {
            return null;
        }

        int limit = Read(image, DicomTag.PixelPaddingRangeLimit) ?? value;
        return new PixelPadding(Math.Min(value, limit), Math.Max(value, limit));
    }

    /// <summary>True for a value that is padding.</summary>
    public bool Contains(double stored) => stored >= Least && stored <= Greatest;

    /// <summary>Gives padding the least, or the greatest, of the values that are none.</summary>
    /// <param name="stored">Stored values, before any other step.</param>
    /// <param name="toLeast">True for the least, false for the greatest.</param>
    public void Replace(Span<float> stored, bool toLeast)
    {
        float? chosen = null;
        foreach (float value in stored)
        {
            if (!Contains(value) && (chosen is not { } best || (toLeast ? value < best : value > best)))
            {
                chosen = value;
            }
        }

        for (int i = 0; chosen is { } replacement && i < stored.Length; i++)
        {
            stored[i] = Contains(stored[i]) ? replacement : stored[i];
        }
    }

    // The representation of the pixels counts, whatever the element's own says.
    private static int? Read(DicomDataset image, DicomTag tag)
    {
        if (!image.TryGetInt32(tag, out int value))
        {
            return null;
        }

        bool signed = image.TryGetUInt16(DicomTag.PixelRepresentation, out ushort representation) && representation == 1;
        return value is < short.MinValue or > ushort.MaxValue ? value : signed ? (short)value : (ushort)value;
    }
}
