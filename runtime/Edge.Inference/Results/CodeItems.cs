using System.Text;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>Items of code sequences (PS3.3 Table 8.8-1).</summary>
internal static class CodeItems
{
    private const int ShortValueMax = 16;

    /// <summary>The item of a concept.</summary>
    /// <param name="code">The concept.</param>
    /// <param name="characters">Character set of the data set that it will stand in.</param>
    public static DicomDataset Of(CodedConcept code, DicomCharacterSet characters)
    {
        var item = new DicomDataset();
        item.Set(code.Value.Length <= ShortValueMax ? DicomTag.CodeValue : DicomTag.LongCodeValue, code.Value);
        item.Set(DicomTag.CodingSchemeDesignator, PlainText.Of(code.Scheme, PlainText.ShortStringMax, characters));
        SetText(item, DicomTag.CodeMeaning, PlainText.Of(code.Meaning, PlainText.LongStringMax, characters), characters);
        return item;
    }

    /// <summary>Sets a code sequence of one item.</summary>
    public static void SetCode(this DicomDataset dataset, DicomTag tag, CodedConcept code, DicomCharacterSet characters) =>
        dataset.Set(tag, Of(code, characters));

    /// <summary>Sets text of an item before it has a parent, and thus before it knows its character set.</summary>
    public static void SetText(this DicomDataset item, DicomTag tag, string text, DicomCharacterSet characters)
    {
        if (characters.Terms is not ["ISO_IR 192"])
        {
            item.Set(tag, text);
            return;
        }

        item.SetBytes(tag, DicomDictionary.ImplicitVR(tag), Encoding.UTF8.GetBytes(text));
    }
}
