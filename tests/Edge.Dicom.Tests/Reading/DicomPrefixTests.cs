namespace Edge.Dicom.Tests.Reading;

public sealed class DicomPrefixTests
{
    private static readonly DicomTransferSyntax Explicit = DicomTransferSyntax.ExplicitVRLittleEndian;

    [Fact]
    public void Read_EveryCut_SaysMoreIsNeededUntilThePixelDataComes()
    {
        byte[] bytes = DicomReaderTests.Bytes("0800 6000 4353 0200 4354 0800 4011 5351 0000 FFFFFFFF FEFF00E0 00000000 FEFFDDE0 00000000 E07F 1000 4F57 0000 00000010 0102");
        int pixelData = 38;
        for (int length = 0; length <= bytes.Length; length++)
        {
            DicomPrefix prefix = DicomPrefix.Read(bytes.AsMemory(0, length), Explicit, DicomReadOptions.Header);
            Assert.Equal(length >= pixelData + 8, prefix.IsComplete);
            Assert.Equal(length >= 10, prefix.Dataset.GetString(DicomTag.Modality) == "CT");
            bool between = length is 0 or 10 || length == pixelData || length >= pixelData + 8;
            Assert.Equal(between, prefix.IsBetweenElements);
        }
    }

    [Fact]
    public void Read_MalformedPrefix_ThrowsBecauseMoreCannotHelp() =>
        Assert.Throws<DicomFormatException>(() => DicomPrefix.Read(DicomReaderTests.Bytes("0800 4011 5351 0000 FFFFFFFF 0800 6000 4353 0000"), Explicit, DicomReadOptions.Header));

    [Fact]
    public void Read_DeflatedPrefix_GivesWhatHasArrived()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.Modality, "CT");
        dataset.Set(DicomTag.StudyInstanceUID, "1.2.3");
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[100_000]);
        byte[] deflated = DicomWriter.Encode(dataset, DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
        DicomPrefix prefix = DicomPrefix.Read(deflated.AsMemory(0, deflated.Length - 40), DicomTransferSyntax.DeflatedExplicitVRLittleEndian, DicomReadOptions.Header);
        Assert.True(prefix.IsComplete);
        Assert.Equal("1.2.3", prefix.Dataset.GetString(DicomTag.StudyInstanceUID));
    }

    [Fact]
    public void Read_BytesReusedByTheCaller_StayInTheDataset()
    {
        byte[] bytes = DicomReaderTests.Bytes("0800 6000 4353 0200 4354");
        DicomPrefix prefix = DicomPrefix.Read(bytes, Explicit, DicomReadOptions.Header);
        bytes.AsSpan().Clear();
        Assert.Equal("CT", prefix.Dataset.GetString(DicomTag.Modality));
    }
}
