using System.Text;

namespace Edge.Dicom.Tests.Json;

/// <summary>PS3.18 annex F, rule by rule.</summary>
public sealed class DicomJsonTests
{
    [Theory]
    [InlineData("1.50", "1.50")]
    [InlineData("+3", "3")]
    [InlineData("-.5", "-0.5")]
    [InlineData("5.", "5")]
    [InlineData("007", "7")]
    [InlineData("-0", "-0")]
    [InlineData("1E+2", "1E+2")]
    [InlineData(" 12 ", "12")]
    [InlineData("1e400", "\"1e400\"")]
    [InlineData("1,5", "\"1,5\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData("0x10", "\"0x10\"")]
    public void Write_DecimalString_IsANumberOfTheSameDigitsElseAString(string value, string expected) =>
        Assert.Equal($$$"""{"00181063":{"vr":"DS","Value":[{{{expected}}}]}}""", Json(dataset => dataset.Set(DicomTag.FrameTime, value)));

    [Theory]
    [InlineData("12", "12")]
    [InlineData("1.5", "\"1.5\"")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    public void Write_IntegerString_IsANumberWhenWhole(string value, string expected) =>
        Assert.Equal($$$"""{"00200013":{"vr":"IS","Value":[{{{expected}}}]}}""", Json(dataset => dataset.Set(DicomTag.InstanceNumber, value)));

    [Fact]
    public void Write_EmptyElementsOfAnyKind_HaveOnlyTheirRepresentation() =>
        Assert.Equal(
            """{"00100010":{"vr":"PN"},"00280010":{"vr":"US"},"0040A730":{"vr":"SQ"},"7FE00010":{"vr":"OW"}}""",
            Json(dataset =>
            {
                dataset.Set(DicomTag.PatientName, Array.Empty<string>());
                dataset.Set(DicomTag.Rows, Array.Empty<long>());
                dataset.Set(new DicomSequence(DicomTag.ContentSequence));
                dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, default);
            }));

    [Fact]
    public void Write_EmptyValuesAmongOthers_AreNull() =>
        Assert.Equal("""{"00080008":{"vr":"CS","Value":[null,"A",null]}}""", Json(dataset => dataset.Set(DicomTag.ImageType, string.Empty, "A", string.Empty)));

    [Fact]
    public void Write_ItemsWithAndWithoutElements_AreObjects() =>
        Assert.Equal("""{"0040A730":{"vr":"SQ","Value":[{"00080060":{"vr":"CS","Value":["CT"]}},{}]}}""", Json(dataset =>
        {
            var item = new DicomDataset();
            item.Set(DicomTag.Modality, "CT");
            dataset.Set(DicomTag.ContentSequence, item, new DicomDataset());
        }));

    [Fact]
    public void Write_PersonNames_HaveTheirGroupsThatAreNotEmpty() =>
        Assert.Equal(
            """{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},"00081048":{"vr":"PN","Value":[{"Alphabetic":"A^B","Phonetic":"C"},null,{"Ideographic":"王"}]}}""",
            Json(dataset =>
            {
                dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
                dataset.Set(DicomTag.PhysiciansOfRecord, "A^B==C", string.Empty, "=王=");
            }));

    [Fact]
    public void Write_NumbersBeyondWhatJsonKeeps_AreStrings() =>
        Assert.Equal("""{"00720083":{"vr":"UV","Value":[9007199254740991,"18446744073709551615"]}}""", Json(dataset =>
            dataset.Set(DicomTag.SelectorUVValue, "9007199254740991", "18446744073709551615")));

    [Fact]
    public void Write_NumbersThatAreNotFinite_AreStrings() =>
        Assert.Equal("""{"00720074":{"vr":"FD","Value":["NaN","Infinity","-Infinity",0.1]}}""", Json(dataset =>
            dataset.Set(DicomTag.SelectorFDValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1)));

    [Fact]
    public void Write_AttributeTags_AreEightUpperCaseDigits() =>
        Assert.Equal("""{"00280009":{"vr":"AT","Value":["0018106A"]}}""", Json(dataset => dataset.Set(DicomTag.FrameIncrementPointer, "0018106A")));

    [Fact]
    public void Write_TextWithMarkupQuotesAndControls_StaysValidJson() =>
        Assert.Equal("""{"00104000":{"vr":"LT","Value":["<b>\"\\\u0007"]}}""", Json(dataset => dataset.Set(DicomTag.PatientComments, "<b>\"\\\a")));

    [Fact]
    public void Write_EncapsulatedPixels_AreTheItemsAsTheyStand() =>
        Assert.Equal("""{"7FE00010":{"vr":"OB","InlineBinary":"/v8A4AAAAAD+/wDgBAAAAAECAwQ="}}""", Json(dataset =>
            dataset.Set(new DicomFragments(DicomTag.PixelData, DicomVR.OB, default, [new byte[] { 1, 2, 3, 4 }]))));

    [Fact]
    public void Write_ElementsOutOfOrder_AreSortedAndTheFirstOfTwoStays()
    {
        byte[] header = DicomFileMeta.EncodeHeader(DicomFileMeta.Create("1.2", "1.3", DicomTransferSyntax.ExplicitVRLittleEndian));
        byte[] data = Reading.DicomReaderTests.Bytes("0800 7000 4C4F 0200 4142 0800 6000 4353 0200 4354 0800 6000 4353 0200 4D52");
        using var file = new MemoryStream([.. header, .. data]);
        using var json = new MemoryStream();
        DicomJson.Write(file, json);
        Assert.Equal("{\"00080060\":{\"vr\":\"CS\",\"Value\":[\"CT\"]},\"00080070\":{\"vr\":\"LO\",\"Value\":[\"AB\"]}}\n", Encoding.UTF8.GetString(json.ToArray()));
    }

    [Theory]
    [InlineData("2800 1000 5553 0100 01", "(0028,0010)")]
    [InlineData("2800 1000 5553 0300 010203", "(0028,0010)")]
    [InlineData("2800 0900 4154 0600 010203040506", "(0028,0009)")]
    [InlineData("7200 7400 4644 0C00 000000000000000000000000", "(0072,0074)")]
    [InlineData("2800 1100 5553 0200 0100 2800 1000 5553 0300 010203", "(0028,0010)")]
    [InlineData("0800 4011 5351 0000 FFFFFFFF FEFF00E0 FFFFFFFF 2800 1000 5553 0300 010203 FEFF0DE0 00000000 FEFFDDE0 00000000", "(0028,0010)")]
    public void Write_NumbersCutWithinOne_AreRefusedBeforeAnythingIsWritten(string hex, string tag)
    {
        byte[] header = DicomFileMeta.EncodeHeader(DicomFileMeta.Create("1.2", "1.3", DicomTransferSyntax.ExplicitVRLittleEndian));
        using var file = new MemoryStream([.. header, .. Reading.DicomReaderTests.Bytes(hex)]);
        using var json = new MemoryStream();
        DicomFormatException malformed = Assert.Throws<DicomFormatException>(() => DicomJson.Write(file, json));
        Assert.Equal(tag, malformed.Tag.ToString());
        Assert.Contains("multiple", malformed.Message, StringComparison.Ordinal);
        Assert.Equal(0, json.Length);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Write_TextOfAnyLength_IsWhole(int characters)
    {
        string text = string.Concat(Enumerable.Range(0, characters).Select(i => i % 1000 == 7 ? "  " : "é"));
        Assert.Equal($$$"""{"00080005":{"vr":"CS","Value":["ISO_IR 192"]},"0040A160":{"vr":"UT","Value":["{{{text}}}"]}}""", Json(dataset =>
        {
            dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
            dataset.Set(DicomTag.TextValue, text + " ");
        }));
    }

    private static string Json(Action<DicomDataset> fill)
    {
        var dataset = new DicomDataset();
        fill(dataset);
        using var file = new MemoryStream();
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(file);
        file.Position = 0;
        using var json = new MemoryStream();
        DicomJson.Write(file, json);
        return Encoding.UTF8.GetString(json.ToArray()).TrimEnd('\n');
    }
}
