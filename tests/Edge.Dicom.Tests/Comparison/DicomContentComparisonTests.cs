using Edge.Dicom.Tests.Reading;

namespace Edge.Dicom.Tests.Comparison;

/// <summary>What counts as the same content, on bytes written by hand from PS3.5.</summary>
public sealed class DicomContentComparisonTests
{
    private const string Implicit = "1.2.840.10008.1.2";
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string JpegBaseline = "1.2.840.10008.1.2.4.50";
    private const string JpegLs = "1.2.840.10008.1.2.4.80";

    // Modality CT, a private creator and a private sequence with one item, pixel data of two words.
    private const string ExplicitObject =
        "0800 6000 4353 0200 4354 0900 1000 4C4F 0400 54455354 0900 0110 5351 0000 10000000 FEFF00E0 08000000 0900 0210 5348 0000 E07F 1000 4F57 0000 04000000 01020304";

    public static TheoryData<string, string, string, string> Same => new()
    {
        // Implicit representations; the private sequence is bytes of unknown representation there, with an item in implicit encoding.
        { Explicit, ExplicitObject, Implicit, "0800 6000 02000000 4354 0900 1000 04000000 54455354 0900 0110 10000000 FEFF00E0 08000000 0900 0210 00000000 E07F 1000 04000000 01020304" },

        // Delimited lengths.
        { Explicit, ExplicitObject, Explicit, "0800 6000 4353 0200 4354 0900 1000 4C4F 0400 54455354 0900 0110 5351 0000 FFFFFFFF FEFF00E0 FFFFFFFF 0900 0210 5348 0000 FEFF0DE0 00000000 FEFFDDE0 00000000 E07F 1000 4F57 0000 04000000 01020304" },

        // A group length, and data set trailing padding.
        { Explicit, ExplicitObject, Explicit, "0800 0000 554C 0400 0A000000 " + ExplicitObject + " FCFF FCFF 4F42 0000 04000000 00000000" },

        // Most significant byte first.
        { Explicit, "2800 1000 5553 0200 0102 E07F 1000 4F57 0000 04000000 01020304", BigEndian, "0028 0010 5553 0002 0201 7FE0 0010 4F57 0000 00000004 02010403" },

        // Text padded with a space, with a zero, and not at all.
        { Explicit, "2000 0D00 5549 0600 312E322E3300", Explicit, "2000 0D00 5549 0600 312E322E3320" },
        { Explicit, "1000 1000 504E 0600 446F655E4120", Implicit, "1000 1000 05000000 446F655E41" },

        // A zero after an odd number of bytes.
        { Explicit, "2800 0130 4F42 0000 03000000 010203", Explicit, "2800 0130 4F42 0000 04000000 01020300" },

        // One fragment or two, with and without a basic offset table.
        { JpegBaseline, Fragments("00000000", "FFD8FFD9"), JpegBaseline, Fragments("00000000", "FFD8FFD9") },
        { JpegBaseline, Fragments("", "FFD8FFD9"), JpegBaseline, Fragments("00000000", "FFD8", "FFD9") },
        { JpegBaseline, Fragments(""), JpegBaseline, Fragments("", "") },
    };

    public static TheoryData<string, string, string, string, string> Different => new()
    {
        { Explicit, "0800 6000 4353 0200 4354", Explicit, "0800 6000 4353 0200 4D52", "0008,0060" },
        { Explicit, "0800 6000 4353 0200 4354", Explicit, "", "0008,0060" },
        { Explicit, "", Explicit, "0800 6000 4353 0200 4354", "0008,0060" },

        // Spaces within and before text, and zeros within binary values, count.
        { Explicit, "1000 1000 504E 0400 41204220", Explicit, "1000 1000 504E 0400 41422020", "0010,0010" },
        { Explicit, "2800 1000 5553 0200 0020", Explicit, "2800 1000 5553 0200 0000", "0028,0010" },

        { Explicit, "2800 0130 4F42 0000 03000000 010203", Explicit, "2800 0130 4F42 0000 04000000 01020320", "0028,3001" },
        { Explicit, "2800 0130 4F42 0000 02000000 0102", Explicit, "2800 0130 4F42 0000 04000000 01020000", "0028,3001" },

        // Within an item, one item more, and the elements after a sequence that differs.
        { Explicit, "0800 1511 5351 0000 12000000 FEFF00E0 0A000000 0800 6000 4353 0200 4354 0800 8000 4C4F 0000", Explicit, "0800 1511 5351 0000 12000000 FEFF00E0 0A000000 0800 6000 4353 0200 4D52 0800 8000 4C4F 0000", "0008,1115" },
        { Explicit, "0800 1511 5351 0000 08000000 FEFF00E0 00000000 0800 8000 4C4F 0200 4141", Explicit, "0800 1511 5351 0000 10000000 FEFF00E0 00000000 FEFF00E0 00000000 0800 8000 4C4F 0200 4142", "0008,1115 0008,0080" },

        // Pixel bytes; compressed pixel bytes in another syntax, or native.
        { JpegBaseline, Fragments("", "FFD8FFD9"), JpegBaseline, Fragments("", "FFD8FFDA"), "7fe0,0010" },
        { JpegBaseline, Fragments("", "FFD8FFD9"), JpegBaseline, Fragments("", "FFD8", "FFD9", "0000"), "7fe0,0010" },
        { JpegBaseline, Fragments("", "FFD8FFD9"), JpegLs, Fragments("", "FFD8FFD9"), "7fe0,0010" },
        { JpegBaseline, Fragments("", "FFD8FFD9"), Explicit, "E07F 1000 4F57 0000 04000000 FFD8FFD9", "7fe0,0010" },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void AreEqual_SameContentInAnotherEncoding_IsTrue(string firstSyntax, string first, string secondSyntax, string second)
    {
        Assert.True(Compare(firstSyntax, first, secondSyntax, second).AreEqual());
        Assert.True(Compare(secondSyntax, second, firstSyntax, first).AreEqual());
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void Differences_OtherContent_AreTheElementsOfTheDataSet(string firstSyntax, string first, string secondSyntax, string second, string tags)
    {
        string[] expected = [.. tags.Split(' ').Select(tag => $"({tag})").Order(StringComparer.Ordinal)];
        Assert.Equal(expected, Compare(firstSyntax, first, secondSyntax, second).Differences(10).Select(tag => tag.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(expected, Compare(secondSyntax, second, firstSyntax, first).Differences(10).Select(tag => tag.ToString()).Order(StringComparer.Ordinal));
        Assert.False(Compare(firstSyntax, first, secondSyntax, second).AreEqual());
    }

    [Fact]
    public void AreEqual_ValuesOfManyPieces_FindsTheLastByte()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.Modality, "CT");
        byte[] pixels = [.. Enumerable.Range(0, 100_002).Select(index => (byte)index)];
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, pixels);
        byte[] little = DicomWriter.Encode(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        byte[] deflated = DicomWriter.Encode(dataset, DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
        byte[] big = DicomWriter.Encode(dataset, DicomTransferSyntax.ExplicitVRBigEndian);
        Assert.True(new DicomContentComparison(Open(Explicit, little), Open(DicomUid.DeflatedExplicitVRLittleEndian, deflated)).AreEqual());
        Assert.True(new DicomContentComparison(Open(BigEndian, big), Open(DicomUid.DeflatedExplicitVRLittleEndian, deflated)).AreEqual());
        little[^1]++;
        Assert.False(new DicomContentComparison(Open(Explicit, little), Open(DicomUid.DeflatedExplicitVRLittleEndian, deflated)).AreEqual());
    }

    [Fact]
    public void AreEqual_MalformedAfterEqualContent_Throws() =>
        Assert.Throws<DicomFormatException>(() => Compare(Explicit, ExplicitObject + " 0800", Explicit, ExplicitObject).AreEqual());

    private static DicomContentComparison Compare(string firstSyntax, string first, string secondSyntax, string second) =>
        new(Open(firstSyntax, DicomReaderTests.Bytes(first)), Open(secondSyntax, DicomReaderTests.Bytes(second)));

    private static DicomFileReader Open(string syntax, byte[] dataset)
    {
        byte[] header = DicomFileMeta.EncodeHeader(DicomFileMeta.Create("1.2.840.10008.5.1.4.1.1.7", "1.2.3", DicomTransferSyntax.FromUid(syntax)));
        return new DicomFileReader(new MemoryStream([.. header, .. dataset]), DicomReadOptions.Default);
    }

    private static string Fragments(string offsets, params string[] fragments) =>
        "E07F 1000 4F42 0000 FFFFFFFF " + string.Concat(fragments.Prepend(offsets).Select(bytes => $"FEFF00E0 {bytes.Length / 2:X2}000000 {bytes} ")) + "FEFFDDE0 00000000";
}
