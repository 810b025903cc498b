namespace Edge.Dicom.Tests.Files;

public sealed class DicomFileTests
{
    [Fact]
    public void Open_EverySharedFile_ReadsOrGivesTheOneException()
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        var refused = new List<string>();
        foreach (string path in SharedData.Files("dicom"))
        {
            try
            {
                _ = DicomFile.Open(path);
            }
            catch (DicomFormatException malformed)
            {
                refused.Add($"{Path.GetFileName(path)}: {malformed.Message}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', refused));
        Assert.InRange(refused.Count, 0, 10);
    }

    [Fact]
    public void Save_WhatWasOpened_ReadsBackTheSame()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, DicomUid.CTImageStorage);
        dataset.Set(DicomTag.SOPInstanceUID, "1.2.3");
        dataset.Set(DicomTag.Rows, 512);
        dataset.Set(DicomTag.PixelSpacing, 0.5, 0.25);
        var item = new DicomDataset();
        item.Set(DicomTag.CodeValue, "T-1");
        dataset.Set(DicomTag.ConceptNameCodeSequence, item);
        using var bytes = new MemoryStream();
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRBigEndian).Save(bytes);
        bytes.Position = 0;
        DicomFile back = DicomFile.Open(bytes);
        Assert.Equal(DicomUid.ExplicitVRBigEndian, back.TransferSyntax.Uid);
        Assert.True(back.Dataset.TryGetUInt16(DicomTag.Rows, out ushort rows));
        Assert.Equal(512, rows);
        Assert.Equal([0.5, 0.25], back.Dataset.GetDoubles(DicomTag.PixelSpacing)!);
        Assert.Equal("T-1", back.Dataset.GetItems(DicomTag.ConceptNameCodeSequence)[0].GetString(DicomTag.CodeValue));
    }
}
