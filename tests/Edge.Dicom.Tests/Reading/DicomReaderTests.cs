using Edge.Dicom.Tests.Writing;

namespace Edge.Dicom.Tests.Reading;

public sealed class DicomReaderTests
{
    private static readonly DicomTransferSyntax Explicit = DicomTransferSyntax.ExplicitVRLittleEndian;
    private static readonly DicomTransferSyntax Implicit = DicomTransferSyntax.ImplicitVRLittleEndian;

    [Theory]
    [InlineData("0800 6000 4353 0200 4354", "(0008,0060) CS CT")]
    [InlineData("0800 6000 5858 0000 02000000 4354", "(0008,0060) UN ")]
    [InlineData("0800 6000 0000 0200 4354", "(0008,0060) UN ")]
    public void Read_ExplicitElement_HasTheRepresentationOfItsLetters(string hex, string expected)
    {
        DicomElement element = Assert.Single(DicomDataset.Read(Bytes(hex), Explicit));
        string text = element.VR == DicomVR.UN ? string.Empty : DicomDataset.Read(Bytes(hex), Explicit).GetString(element.Tag)!;
        Assert.Equal(expected, $"{element.Tag} {element.VR} {text}");
    }

    [Fact]
    public void Read_UnknownWithUndefinedLength_IsASequenceInImplicitLittleEndian()
    {
        DicomDataset dataset = DicomDataset.Read(Bytes("0900 0110 554E 0000 FFFFFFFF FEFF00E0 FFFFFFFF 0800 6000 02000000 4354 FEFF0DE0 00000000 FEFFDDE0 00000000"), Explicit);
        Assert.Equal("CT", dataset.GetItems(new DicomTag(0x0009, 0x1001))[0].GetString(DicomTag.Modality));
    }

    [Fact]
    public void Read_SignedPixels_MakeChoiceOfUsOrSsSigned()
    {
        DicomDataset dataset = DicomDataset.Read(Bytes("2800 0301 02000000 0100 2800 0601 02000000 FFFF"), Implicit);
        Assert.True(dataset.TryGetInt32(DicomTag.SmallestImagePixelValue, out int smallest));
        Assert.Equal(-1, smallest);
    }

    [Theory]
    [InlineData("0800 6000 4353 0400 4354", 0, "(0008,0060)")]
    [InlineData("0800 6000 4353 0200 4354 0800 7000 4C4F 0200", 10, "(0008,0070)")]
    [InlineData("0800 4011 5351 0000 10000000 FEFF00E0 20000000 0000000000000000", 12, "(0008,1140)")]
    [InlineData("0800 4011 5351 0000 FFFFFFFF 0800 6000 4353 0000", 12, "(0008,1140)")]
    [InlineData("0800 6000 4353 0200 4354 FEFF 0DE0 00000000", 10, "(0000,0000)")]
    public void Read_MalformedInput_SaysOffsetAndTag(string hex, long offset, string tag)
    {
        DicomFormatException malformed = Assert.Throws<DicomFormatException>(() => DicomDataset.Read(Bytes(hex), Explicit));
        Assert.Equal(offset, malformed.Offset);
        Assert.Equal(tag, malformed.Tag.ToString());
    }

    /// <summary>
    /// A sequence or item states its length (PS3.5 7.5.1) and something without one inside it runs on past it: into (0008,1150), which
    /// follows, or by its delimiter alone. An item, a sequence, a sequence in a sequence, fragments, and a UN.
    /// </summary>
    [Theory]
    [InlineData("0800 4011 5351 0000 10000000 FEFF00E0 FFFFFFFF 0800 5011 5549 0000 FEFF0DE0 00000000", 28, "(0008,1140)")]
    [InlineData("0800 4011 5351 0000 08000000 FEFF00E0 FFFFFFFF 0800 5011 5549 0200 3100 FEFF0DE0 00000000", 20, "(0008,1140)")]
    [InlineData("0800 4011 5351 0000 12000000 FEFF00E0 FFFFFFFF 0800 5011 5549 0400 31323334 FEFF0DE0 00000000", 20, "(0008,1150)")]
    [InlineData("0800 4011 5351 0000 14000000 FEFF00E0 0C000000 0800 4A11 5351 0000 FFFFFFFF FEFFDDE0 00000000", 32, "(0008,114a)")]
    [InlineData("0800 4011 5351 0000 20000000 FEFF00E0 18000000 0800 4A11 5351 0000 FFFFFFFF FEFF00E0 0C000000 0800 5011 5549 0400 31323334 FEFFDDE0 00000000", 32, "(0008,114a)")]
    [InlineData("0800 4011 5351 0000 1E000000 FEFF00E0 16000000 E07F 1000 4F42 0000 FFFFFFFF FEFF00E0 04000000 01020304 FEFFDDE0 00000000", 32, "(7fe0,0010)")]
    [InlineData("0800 4011 5351 0000 14000000 FEFF00E0 0C000000 0900 0110 554E 0000 FFFFFFFF FEFF00E0 00000000 FEFFDDE0 00000000", 32, "(0009,1001)")]
    [InlineData("0800 4011 5351 0000 10000000 FEFF00E0 FFFFFFFF 0800 4A11 5351 0000 FFFFFFFF FEFFDDE0 00000000 FEFF0DE0 00000000", 32, "(0008,114a)")]
    public void Read_UndefinedLengthPastTheEndOfWhatHoldsIt_IsRefused(string hex, long offset, string tag)
    {
        DicomFormatException malformed = Assert.Throws<DicomFormatException>(() => DicomDataset.Read(Bytes(hex), Explicit));
        Assert.Equal(offset, malformed.Offset);
        Assert.Equal(tag, malformed.Tag.ToString());
    }

    [Fact]
    public void Read_UndefinedLengthsThatEndWithWhatHoldsThem_AreRead()
    {
        DicomDataset dataset = DicomDataset.Read(
            Bytes("0800 4011 5351 0000 34000000 FEFF00E0 FFFFFFFF 0800 4A11 5351 0000 FFFFFFFF FEFF00E0 08000000 0800 5011 5549 0000 FEFFDDE0 00000000 FEFF0DE0 00000000 0800 7000 4C4F 0200 4142"),
            Explicit);
        Assert.Equal("AB", dataset.GetString(DicomTag.Manufacturer));
        Assert.Single(dataset.GetItems(DicomTag.ReferencedImageSequence)[0].GetItems(new DicomTag(0x0008, 0x114A)));
    }

    [Fact]
    public void Read_LengthFarBeyondWhatArrives_AllocatesNoMoreThanArrives()
    {
        byte[] bytes = Bytes("E07F 1000 4F57 0000 F0FFFF6F 01020304");
        using var stream = new TrickleStream(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DicomFormatException cut = Assert.Throws<DicomFormatException>(() => DicomDataset.Read(stream, Explicit));
        Assert.True(cut.EndOfInput);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024);
    }

    [Fact]
    public void Read_NestingBeyondTheLimit_IsRefusedWithoutStackOverflow()
    {
        string hex = string.Concat(Enumerable.Repeat("0800401153510000FFFFFFFFFEFF00E0FFFFFFFF", 20_000));
        DicomFormatException tooDeep = Assert.Throws<DicomFormatException>(() => DicomDataset.Read(Bytes(hex), Explicit));
        Assert.Equal(DicomTag.ReferencedImageSequence, tooDeep.Tag);
        Assert.Equal(20L * DicomReadOptions.DefaultMaxDepth, tooDeep.Offset);
    }

    [Fact]
    public void Read_StopAtTag_LeavesTheRestUnread()
    {
        DicomDataset dataset = DicomDataset.Read(Bytes("0800 6000 4353 0200 4354 E07F 1000 4F57 0000 00000010"), Explicit, DicomReadOptions.Header);
        Assert.Equal(DicomTag.Modality, Assert.Single(dataset).Tag);
    }

    [Fact]
    public void Read_LargeValues_AreSkippedWithOffsetAndLength()
    {
        var options = new DicomReadOptions { MaxValueBytes = 4 };
        DicomDataset dataset = DicomDataset.Read(
            Bytes("0800 6000 4353 0200 4354 0800 7000 4C4F 0600 414243444546 E07F 1000 4F42 0000 FFFFFFFF FEFF00E0 00000000 FEFF00E0 06000000 010203040506 FEFFDDE0 00000000"),
            Explicit,
            options);
        var manufacturer = Assert.IsType<DicomSkippedValue>(dataset[DicomTag.Manufacturer]);
        Assert.Equal((18, 6, false), (manufacturer.Offset, manufacturer.Length, manufacturer.IsEncapsulated));
        var pixels = Assert.IsType<DicomSkippedValue>(dataset[DicomTag.PixelData]);
        Assert.Equal((36, 30, true), (pixels.Offset, pixels.Length, pixels.IsEncapsulated));
    }

    [Fact]
    public void Read_DuplicateAndUnorderedTags_AreSortedAndTheFirstStays()
    {
        DicomDataset dataset = DicomDataset.Read(Bytes("0800 7000 4C4F 0200 4142 0800 6000 4353 0200 4354 0800 6000 4353 0200 4D52"), Explicit);
        Assert.Equal([DicomTag.Modality, DicomTag.Manufacturer], dataset.Select(element => element.Tag));
        Assert.Equal("CT", dataset.GetString(DicomTag.Modality));
    }

    [Fact]
    public void Read_DecompressionBomb_IsRefusedWhileSmall()
    {
        var dataset = new DicomDataset();
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[96 << 20]);
        byte[] bomb = DicomWriter.Encode(dataset, DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
        Assert.InRange(bomb.Length, 1, 200 * 1024);
        DicomFormatException refused = Assert.Throws<DicomFormatException>(() => DicomDataset.Read(bomb, DicomTransferSyntax.DeflatedExplicitVRLittleEndian));
        Assert.Contains("inflate", refused.Message, StringComparison.Ordinal);
    }

    internal static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
}
