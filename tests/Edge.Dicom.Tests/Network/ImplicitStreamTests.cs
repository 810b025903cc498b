using System.Diagnostics;
using System.Text;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Data sets encoded anew for a peer that takes only Implicit VR Little Endian, against what DCMTK makes of the same files.</summary>
public sealed class ImplicitStreamTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenImplicit_IsByteForByteWhatDcmconvWrites(bool statesLengths)
    {
        using var folder = new TemporaryFolder();
        string source = Path.Combine(folder.Path, "explicit.dcm");
        Write(source, statesLengths);
        string converted = Path.Combine(folder.Path, "implicit.dcm");

        // Lengths of sequences undefined, no group lengths.
        using Process dcmconv = PeerProgram.Start("dcmconv", "+ti", "-e", "-g", source, converted);
        await dcmconv.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, dcmconv.ExitCode);

        await using Stream ours = StorableFile.Read(source).OpenImplicit();
        using var bytes = new MemoryStream();
        await ours.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        await using FileStream theirs = StorableFile.Read(converted).OpenDataSet();
        byte[] expected = new byte[theirs.Length - theirs.Position];
        await theirs.ReadExactlyAsync(expected, TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(bytes.ToArray()));
    }

    [Fact]
    public void OpenImplicit_Compressed_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "compressed.dcm");
        DicomDataset dataset = Identified();
        dataset.Set(new DicomFragments(DicomTag.PixelData, DicomVR.OB, ReadOnlyMemory<byte>.Empty, [new byte[] { 1, 2, 3, 4 }]));
        new DicomFile(dataset, DicomTransferSyntax.FromUid(DicomUid.RLELossless)).Save(path);
        using Stream ours = StorableFile.Read(path).OpenImplicit();
        Assert.Throws<DicomFormatException>(() => ours.CopyTo(Stream.Null));
    }

    private static DicomDataset Identified()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, DicomVR.UI, DicomUid.SegmentationStorage);
        dataset.Set(DicomTag.SOPInstanceUID, DicomVR.UI, "1.2.3");
        return dataset;
    }

    /// <summary>Sequences within sequences, an empty one, one that is empty but for its item, long values, private attributes, pixels longer than any buffer.</summary>
    private static void Write(string path, bool statesLengths)
    {
        DicomDataset dataset = Identified();
        var inner = new DicomDataset { StatesLength = statesLengths };
        inner.Set(DicomTag.ReferencedSOPInstanceUID, DicomVR.UI, "1.2.3.4");
        var outer = new DicomDataset { StatesLength = statesLengths };
        outer.Set(new DicomSequence(DicomTag.ReferencedImageSequence, inner, new DicomDataset { StatesLength = statesLengths }) { StatesLength = statesLengths });
        dataset.Set(new DicomSequence(DicomTag.ReferencedSeriesSequence, outer) { StatesLength = statesLengths });
        dataset.Set(new DicomSequence(DicomTag.SourceImageSequence) { StatesLength = statesLengths });
        dataset.Set(DicomTag.ImageComments, DicomVR.LT, new string('x', 5000));
        dataset.Set(new DicomTag(0x0009, 0x0010), DicomVR.LO, "EDGE TEST");
        dataset.SetBytes(new DicomTag(0x0009, 0x1001), DicomVR.OB, Encoding.ASCII.GetBytes("odd or even!"));
        dataset.Set(DicomTag.Rows, 512L);
        dataset.Set(DicomTag.Columns, 400L);
        dataset.Set(DicomTag.BitsAllocated, 8L);
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OB, Enumerable.Range(0, 512 * 400).Select(value => (byte)value).ToArray());
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(path);
    }
}
