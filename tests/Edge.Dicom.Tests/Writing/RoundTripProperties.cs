using Edge.Dicom.Tests.DataSets;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Dicom.Tests.Writing;

/// <summary>Whatever a data set holds, writing and reading it gives it back, in each of the four syntaxes.</summary>
public sealed class RoundTripProperties
{
    private const int Runs = 300;

    [Fact]
    public void ExplicitLittleEndian_AnyDataset_ReadsBackEqual() => Check(RandomDatasets.Explicit, DicomTransferSyntax.ExplicitVRLittleEndian);

    [Fact]
    public void ExplicitBigEndian_AnyDataset_ReadsBackEqual() => Check(RandomDatasets.Explicit, DicomTransferSyntax.ExplicitVRBigEndian);

    [Fact]
    public void Deflated_AnyDataset_ReadsBackEqual() => Check(RandomDatasets.Explicit, DicomTransferSyntax.DeflatedExplicitVRLittleEndian);

    [Fact]
    public void ImplicitLittleEndian_AnyDataset_ReadsBackEqual() => Check(RandomDatasets.Implicit, DicomTransferSyntax.ImplicitVRLittleEndian);

    private static void Check(Gen<DicomDataset> datasets, DicomTransferSyntax syntax) =>
        Prop.ForAll(datasets.ToArbitrary(), dataset => DatasetText.Of(dataset) == DatasetText.Of(ReadBack(dataset, syntax)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    private static DicomDataset ReadBack(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        byte[] bytes = DicomWriter.Encode(dataset, syntax);
        DicomDataset whole = DicomDataset.Read(bytes, syntax);
        using var stream = new TrickleStream(bytes);
        Assert.Equal(DatasetText.Of(whole), DatasetText.Of(DicomDataset.Read(stream, syntax)));
        return whole;
    }
}
