using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Dicom.Tests.DataSets;

/// <summary>Random data sets: every representation, values of any even length, nested sequences, private blocks, fragments.</summary>
public static class RandomDatasets
{
    private const int MaxElements = 12;
    private const int MaxItems = 3;
    private const int MaxNesting = 4;

    private static readonly DicomVR[] Representations = [.. Enum.GetValues<DicomVR>().Where(vr => vr is not (DicomVR.None or DicomVR.SQ))];

    public static Gen<DicomDataset> Explicit => Of(MaxNesting, isImplicit: false);

    /// <summary>For Implicit VR, where a tag alone decides its representation.</summary>
    public static Gen<DicomDataset> Implicit => Of(MaxNesting, isImplicit: true);

    private static Gen<DicomDataset> Of(int nesting, bool isImplicit) =>
        from count in Gen.Choose(0, MaxElements)
        from elements in Element(nesting, isImplicit).ListOf(count)
        from statesLength in ArbMap.Default.GeneratorFor<bool>()
        select Collect(elements, statesLength);

    private static Gen<DicomElement> Element(int nesting, bool isImplicit)
    {
        Gen<DicomElement> value =
            from tag in Tag(isImplicit)
            from vr in Gen.Elements(Representations)
            let held = isImplicit ? DicomDictionary.ImplicitVR(tag) : vr
            from bytes in Bytes(held)
            select held == DicomVR.SQ ? (DicomElement)new DicomSequence(tag) : new DicomValue(tag, held, bytes);
        if (nesting == 0)
        {
            return value;
        }

        Gen<DicomElement> sequence =
            from number in Gen.Choose(0, 0xFF)
            from count in Gen.Choose(0, MaxItems)
            from items in Of(nesting - 1, isImplicit).ListOf(count)
            from statesLength in ArbMap.Default.GeneratorFor<bool>()
            select (DicomElement)new DicomSequence(isImplicit ? DicomTag.ContentSequence : new DicomTag(0x0011, (ushort)(0x1000 + number)), items) { StatesLength = statesLength };
        Gen<DicomElement> fragments =
            from table in Bytes(DicomVR.OL)
            from count in Gen.Choose(0, MaxItems)
            from pieces in Bytes(DicomVR.OB).ListOf(count)
            select (DicomElement)new DicomFragments(DicomTag.PixelData, DicomVR.OB, table, pieces.Select(piece => (ReadOnlyMemory<byte>)piece));
        return Gen.Frequency((8, value), (2, sequence), (1, fragments));
    }

    private static Gen<DicomTag> Tag(bool isImplicit) =>
        from known in ArbMap.Default.GeneratorFor<bool>()
        from index in Gen.Choose(0, DictionaryRows.TagCount - 1)
        from element in Gen.Choose(0x1000, 0x10FF)
        let tag = DictionaryRows.Tags[index]
        let chosen = new DicomTag((ushort)(tag >> 16), (ushort)tag)
        select known && chosen.Element != 0 && chosen.Group is > 2 and < 0xFFFE && chosen != DicomTag.PixelRepresentation && chosen != DicomTag.SpecificCharacterSet && !(isImplicit && DicomDictionary.ImplicitVR(chosen) == DicomVR.None)
            ? chosen
            : new DicomTag(0x0009, (ushort)element);

    private static Gen<byte[]> Bytes(DicomVR vr)
    {
        int unit = Math.Max(2, vr == DicomVR.AT ? 4 : vr.UnitBytes());
        return vr.IsText()
            ? from text in Gen.Elements("ABC123 .^=\\~".ToCharArray()).ArrayOf() select Even(Encoding.ASCII.GetBytes(text))
            : from units in ArbMap.Default.GeneratorFor<byte>().ArrayOf(unit).ArrayOf() select units.SelectMany(bytes => bytes).ToArray();
    }

    private static byte[] Even(byte[] text) => text.Length % 2 == 0 ? text : [.. text, (byte)' '];

    private static DicomDataset Collect(IEnumerable<DicomElement> elements, bool statesLength)
    {
        var dataset = new DicomDataset { StatesLength = statesLength };
        foreach (DicomElement element in elements)
        {
            dataset.Set(element);
        }

        return dataset;
    }
}
