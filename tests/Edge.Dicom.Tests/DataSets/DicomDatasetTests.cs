namespace Edge.Dicom.Tests.DataSets;

public sealed class DicomDatasetTests
{
    [Fact]
    public void Set_InAnyOrder_KeepsElementsByTag()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.PatientID, "A");
        dataset.Set(DicomTag.Modality, "CT");
        dataset.Set(DicomTag.PatientID, "B");
        Assert.Equal([DicomTag.Modality, DicomTag.PatientID], dataset.Select(element => element.Tag));
        Assert.Equal("B", dataset.GetString(DicomTag.PatientID));
    }

    [Theory]
    [InlineData("1.5\\-2e1", new[] { 1.5, -20.0 })]
    [InlineData(" 7 \\ 8 ", new[] { 7.0, 8.0 })]
    [InlineData("", new double[0])]
    [InlineData("1,5", null)]
    [InlineData("1e400", null)]
    [InlineData("NaN", null)]
    public void GetDoubles_DecimalStrings_AreNumbersOrNothing(string encoded, double[]? expected)
    {
        var dataset = new DicomDataset();
        dataset.SetBytes(DicomTag.PixelSpacing, DicomVR.DS, System.Text.Encoding.ASCII.GetBytes(encoded));
        Assert.Equal(expected, dataset.GetDoubles(DicomTag.PixelSpacing));
    }

    [Fact]
    public void Get_AbsentOrMalformedElements_NeverThrows()
    {
        var dataset = new DicomDataset();
        dataset.SetBytes(DicomTag.Rows, DicomVR.US, new byte[] { 1 });
        Assert.Null(dataset.GetString(DicomTag.PatientID));
        Assert.Empty(dataset.GetStrings(DicomTag.PatientID));
        Assert.False(dataset.TryGetUInt16(DicomTag.Rows, out _));
        Assert.False(dataset.TryGetSequence(DicomTag.Rows, out _));
        Assert.Empty(dataset.GetItems(DicomTag.ContentSequence));
    }

    [Fact]
    public void GetString_ElementSentAsUnknown_IsReadByTheDictionary()
    {
        var dataset = new DicomDataset();
        dataset.SetBytes(DicomTag.Modality, DicomVR.UN, "MR"u8.ToArray());
        Assert.Equal("MR", dataset.GetString(DicomTag.Modality));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-1234567.891234567, "-1234567.8912346")]
    [InlineData(1e-300, "1E-300")]
    [InlineData(-1.2345678901234567e-300, "-1.234567890E-300")]
    public void Set_DecimalString_IsTheNearestTextOfSixteenCharacters(double value, string expected)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SliceThickness, value);
        string text = dataset.GetString(DicomTag.SliceThickness)!;
        Assert.InRange(text.Length, 1, 16);
        Assert.Equal(double.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), 1e-9 * Math.Abs(value));
    }

    [Fact]
    public void Set_TagThatTheDictionaryLacks_AsksForTheRepresentation() =>
        Assert.Throws<ArgumentException>(() => new DicomDataset().Set(new DicomTag(0x0009, 0x1001), "x"));

    [Fact]
    public void Set_ValueOutOfRange_Overflows() => Assert.Throws<OverflowException>(() => new DicomDataset().Set(DicomTag.Rows, 65536));

    [Fact]
    public void TryGetPersonName_ThreeGroups_AreTakenApart()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        dataset.Set(DicomTag.PatientName, "Yamada^Tarou=山田^太郎=やまだ^たろう");
        Assert.True(dataset.TryGetPersonName(DicomTag.PatientName, out DicomPersonName? name));
        Assert.Equal(("Yamada", "Tarou", "山田^太郎", "やまだ^たろう"), (name.FamilyName, name.GivenName, name.Ideographic, name.Phonetic));
    }
}
