using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom;

/// <summary>The data dictionary of PS3.6, with repeating groups such as overlays (60xx).</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The standard's own word for it.")]
public static class DicomDictionary
{
    private const ushort FirstCreatorElement = 0x0010;
    private const ushort LastCreatorElement = 0x00FF;

    private static readonly Lazy<FrozenDictionary<string, DicomTag>> ByKeyword = new(() =>
        Enumerable.Range(0, DictionaryRows.TagCount).Select(DictionaryTable.EntryAt)
            .Where(entry => entry.Keyword.Length > 0)
            .ToFrozenDictionary(entry => entry.Keyword, entry => entry.Tag, StringComparer.Ordinal));

    /// <summary>The row of a tag, or null for private and unknown tags.</summary>
    /// <param name="tag">The tag.</param>
    public static DicomDictionaryEntry? Find(DicomTag tag)
    {
        int index = tag.IsPrivate ? -1 : DictionaryTable.IndexOf(tag);
        return index < 0 ? null : DictionaryTable.EntryAt(index);
    }

    /// <summary>The tag of a keyword such as <c>PatientName</c>.</summary>
    /// <param name="keyword">Keyword of PS3.6, case-sensitive.</param>
    /// <param name="tag">The tag when known.</param>
    public static bool TryFindKeyword(string keyword, out DicomTag tag) => ByKeyword.Value.TryGetValue(keyword, out tag);

    /// <summary>The keyword of a tag, or its number as <c>(gggg,eeee)</c>.</summary>
    /// <param name="tag">The tag.</param>
    public static string KeywordOrNumber(DicomTag tag) => Find(tag) is { Keyword.Length: > 0 } entry ? entry.Keyword : tag.ToString();

    /// <summary>
    /// The representation a tag has where the encoding does not say: the dictionary's, UL for group lengths, LO for private creators
    /// (PS3.5 7.8.1), UN for what is unknown (PS3.5 6.2.2). Where the dictionary leaves a choice: OW before OB and US, and SS
    /// instead of US for signed pixels (PS3.5 A.1).
    /// </summary>
    /// <param name="tag">The tag.</param>
    /// <param name="signedPixels">True when Pixel Representation (0028,0103) is 1.</param>
    public static DicomVR ImplicitVR(DicomTag tag, bool signedPixels = false)
    {
        if (tag.Element == 0)
        {
            return DicomVR.UL;
        }

        if (tag.IsPrivate)
        {
            return tag.Element is >= FirstCreatorElement and <= LastCreatorElement ? DicomVR.LO : DicomVR.UN;
        }

        int index = DictionaryTable.IndexOf(tag);
        if (index < 0)
        {
            return DicomVR.UN;
        }

        DictionaryVR choice = DictionaryTable.VROf(index);
        return choice.DependsOnSign && signedPixels ? DicomVR.SS : choice.Implicit;
    }
}
