using System.Text;

namespace Edge.Dicom.Tests.CharacterSets;

/// <summary>The examples of PS3.5 annexes H, I, J and K, byte by byte.</summary>
public sealed class DicomCharacterSetTests
{
    [Theory]
    [InlineData(@"\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada^Tarou=\u001B$B;3ED\u001B(B^\u001B$BB@O:\u001B(B=\u001B$B$d$^$@\u001B(B^\u001B$B$?$m$&\u001B(B")]
    [InlineData(@"ISO 2022 IR 13\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3=\u001B$B;3ED\u001B(J^\u001B$BB@O:\u001B(J=\u001B$B$d$^$@\u001B(J^\u001B$B$?$m$&\u001B(J")]
    [InlineData(@"\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동", "Hong^Gildong=\u001B$)C\u00FB\u00F3^\u001B$)C\u00D1\u00CE\u00D4\u00D7=\u001B$)C\u00C8\u00AB^\u001B$)C\u00B1\u00E6\u00B5\u00BF")]
    [InlineData(@"\ISO 2022 IR 58", "Zhang^XiaoDong=张^小东=", "Zhang^XiaoDong=\u001B$)A\u00D5\u00C5^\u001B$)A\u00D0\u00A1\u00B6\u00AB=")]
    [InlineData("ISO_IR 192", "Wang^XiaoDong=王^小東=", "Wang^XiaoDong=\u00E7\u008E\u008B^\u00E5\u00B0\u008F\u00E6\u009D\u00B1=")]
    [InlineData("GB18030", "Wang^XiaoDong=王^小东=", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB=")]
    [InlineData("GBK", "Wang^XiaoDong=王^小东=", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB=")]
    [InlineData("ISO_IR 100", "Buc^Jérôme", "Buc^J\u00E9r\u00F4me")]
    public void DecodeAndEncode_NamesOfTheStandard_AreItsBytes(string terms, string name, string bytes)
    {
        DicomCharacterSet set = DicomCharacterSet.FromTerms(terms.Split('\\'));
        Assert.Equal(name, set.Decode(Encoding.Latin1.GetBytes(bytes), DicomVR.PN));
        Assert.Equal(bytes, Encoding.Latin1.GetString(set.Encode(name, DicomVR.PN)));
    }

    [Fact]
    public void Decode_BackslashAsSecondByteOfGbk_IsNoSeparator()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SpecificCharacterSet, "GBK");
        dataset.SetBytes(DicomTag.InstitutionName, DicomVR.LO, new byte[] { 0x81, 0x5C, (byte)'\\', (byte)'b' });
        Assert.Equal(["\u4E57", "b"], dataset.GetStrings(DicomTag.InstitutionName));
    }

    [Fact]
    public void Decode_YenCodeOfJisRomaji_SeparatesValuesButIsYenInText()
    {
        DicomCharacterSet set = DicomCharacterSet.FromTerms("ISO_IR 13");
        Assert.Equal("a\\b", set.Decode("a\\b"u8, DicomVR.LO));
        Assert.Equal("a\u00A5b", set.Decode("a\\b"u8, DicomVR.LT));
    }

    [Fact]
    public void Decode_BytesThatMeanNothing_AreMarkedAndNeverThrow()
    {
        Assert.Equal("Bj\uFFFDrn", DicomCharacterSet.Utf8.Decode([(byte)'B', (byte)'j', 0xF6, (byte)'r', (byte)'n'], DicomVR.PN));
        Assert.Equal("a\u001B$", DicomCharacterSet.FromTerms(string.Empty, "ISO 2022 IR 87").Decode("a\u001B$"u8, DicomVR.PN));
        Assert.Equal("\uFFFD^x", DicomCharacterSet.FromTerms(string.Empty, "ISO 2022 IR 149").Decode([0x1B, (byte)'$', (byte)')', (byte)'C', 0xFB, (byte)'^', (byte)'x'], DicomVR.PN));
    }

    [Fact]
    public void Encode_CharacterOfNoNamedSet_BecomesAQuestionMark() =>
        Assert.Equal("?"u8.ToArray(), DicomCharacterSet.FromTerms("ISO_IR 100").Encode("山", DicomVR.LO));

    [Fact]
    public void CharacterSet_OfAnItem_IsItsOwnElseThatAroundIt()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        var plain = new DicomDataset();
        var own = new DicomDataset();
        own.Set(DicomTag.SpecificCharacterSet, "ISO_IR 100");
        dataset.Set(DicomTag.ReferencedPatientSequence, plain, own);
        Assert.Equal(["ISO_IR 192"], plain.CharacterSet.Terms);
        Assert.Equal(["ISO_IR 100"], own.CharacterSet.Terms);
    }
}
