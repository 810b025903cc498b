using Edge.Dicom.Codecs;

namespace Edge.Dicom.Images;

/// <summary>The palette of a PALETTE COLOR image: three tables, plain or segmented (PS3.3 C.7.6.3.1.5, C.7.9).</summary>
public sealed class PaletteTable
{
    private readonly LookupTable _red;
    private readonly LookupTable _green;
    private readonly LookupTable _blue;

    private PaletteTable(LookupTable red, LookupTable green, LookupTable blue)
    {
        _red = red;
        _green = green;
        _blue = blue;
    }

    /// <summary>Bits of a colour, 8 to 16.</summary>
    public int Bits => _red.Bits;

    /// <summary>Reads the palette of an image.</summary>
    /// <exception cref="DicomCodecException">A table is missing or malformed, or the tables differ in their bits.</exception>
    public static PaletteTable Of(DicomDataset image)
    {
        ArgumentNullException.ThrowIfNull(image);
        LookupTable red = Read(
            image, DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, DicomTag.SegmentedRedPaletteColorLookupTableData);
        LookupTable green = Read(
            image, DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, DicomTag.SegmentedGreenPaletteColorLookupTableData);
        LookupTable blue = Read(
            image, DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, DicomTag.SegmentedBluePaletteColorLookupTableData);
        return red.Bits == green.Bits && red.Bits == blue.Bits
            ? new PaletteTable(red, green, blue)
            : throw new DicomCodecException($"The palette's tables have {red.Bits}, {green.Bits} and {blue.Bits} bits; they must be alike (PS3.3 C.7.6.3.1.5).");
    }

    /// <summary>Looks colours up.</summary>
    /// <param name="stored">Stored values.</param>
    /// <param name="rgb">Receives red, green and blue for each.</param>
    public void Apply(ReadOnlySpan<int> stored, Span<ushort> rgb)
    {
        for (int i = 0; i < stored.Length; i++)
        {
            rgb[3 * i] = _red.Value(stored[i]);
            rgb[(3 * i) + 1] = _green.Value(stored[i]);
            rgb[(3 * i) + 2] = _blue.Value(stored[i]);
        }
    }

    private static LookupTable Read(DicomDataset image, DicomTag descriptor, DicomTag data, DicomTag segmented)
    {
        bool signed = image.TryGetUInt16(DicomTag.PixelRepresentation, out ushort representation) && representation == 1;
        return LookupTable.Of(image, descriptor, data, segmented, signed)
            ?? throw new DicomCodecException($"The palette's table {DicomDictionary.KeywordOrNumber(data)} {data} is missing or malformed (PS3.3 C.7.9).");
    }
}
