namespace Edge.Dicom.Tests.DataSets;

public sealed class PrivateBlockTests
{
    [Fact]
    public void ReservePrivate_TwoCreators_HaveBlocksOfTheirOwn()
    {
        var dataset = new DicomDataset();
        Assert.Equal(new DicomTag(0x0009, 0x1001), dataset.ReservePrivate(0x0009, "EDGE ONE", 0x01));
        Assert.Equal(new DicomTag(0x0009, 0x1102), dataset.ReservePrivate(0x0009, "EDGE TWO", 0x02));
        Assert.Equal(new DicomTag(0x0009, 0x1003), dataset.ReservePrivate(0x0009, "EDGE ONE", 0x03));
        Assert.Equal("EDGE TWO", dataset.GetString(new DicomTag(0x0009, 0x0011)));
    }

    [Fact]
    public void TryFindPrivate_CreatorWithoutBlock_IsFalse() =>
        Assert.False(new DicomDataset().TryFindPrivate(0x0009, "EDGE ONE", 0x01, out _));

    [Fact]
    public void ReservePrivate_GroupOfTheStandard_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new DicomDataset().ReservePrivate(0x0010, "EDGE ONE", 0x01));

    [Fact]
    public void Read_ImplicitPrivateElements_AreUnknownButTheirCreatorIsText()
    {
        var dataset = new DicomDataset();
        DicomTag tag = dataset.ReservePrivate(0x0009, "EDGE ONE", 0x01);
        dataset.Set(tag, DicomVR.US, "7");
        DicomDataset back = DicomDataset.Read(DicomWriter.Encode(dataset, DicomTransferSyntax.ImplicitVRLittleEndian), DicomTransferSyntax.ImplicitVRLittleEndian);
        Assert.Equal(DicomVR.UN, back[tag].VR);
        Assert.True(back.TryFindPrivate(0x0009, "EDGE ONE", 0x01, out DicomTag found));
        Assert.Equal(tag, found);
    }
}
