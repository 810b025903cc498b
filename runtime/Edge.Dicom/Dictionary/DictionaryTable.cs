using System.Text;
using static Edge.Dicom.DictionaryRows;

namespace Edge.Dicom;

/// <summary>Looks up the generated rows of PS3.6, which are constant data, so that finding a representation allocates nothing.</summary>
internal static class DictionaryTable
{
    private const int VrBits = 0x3F;
    private const int MultiplicityShift = 6;
    private const int RetiredBit = 0x8000;

    private static readonly DictionaryVR[] Choices = [.. ValueRepresentations.Select(DictionaryVR.Parse)];

    /// <summary>The row of a tag, or -1.</summary>
    internal static int IndexOf(DicomTag tag)
    {
        uint number = tag.ToUInt32();
        int index = Tags.BinarySearch(number);
        if (index >= 0)
        {
            return index;
        }

        ReadOnlySpan<uint> masks = RepeaterMasks;
        ReadOnlySpan<uint> tags = RepeaterTags;
        for (int i = 0; i < masks.Length; i++)
        {
            if ((number & masks[i]) == tags[i])
            {
                return TagCount + i;
            }
        }

        return -1;
    }

    /// <summary>What the dictionary allows as representation in a row.</summary>
    internal static DictionaryVR VROf(int index) => Choices[Traits[index] & VrBits];

    /// <summary>The whole row.</summary>
    internal static DicomDictionaryEntry EntryAt(int index)
    {
        ushort traits = Traits[index];
        ReadOnlySpan<byte> text = Text[TextOffsets[index]..];
        text = text[..text.IndexOf((byte)'\n')];
        int bar = text.IndexOf((byte)'|');
        uint tag = index < TagCount ? Tags[index] : RepeaterTags[index - TagCount];
        return new DicomDictionaryEntry(
            new DicomTag((ushort)(tag >> 16), (ushort)tag),
            VROf(index).First,
            ValueRepresentations[traits & VrBits],
            Multiplicities[(traits & ~RetiredBit) >> MultiplicityShift],
            Encoding.UTF8.GetString(text[..bar]),
            Encoding.UTF8.GetString(text[(bar + 1)..]),
            (traits & RetiredBit) != 0);
    }
}
