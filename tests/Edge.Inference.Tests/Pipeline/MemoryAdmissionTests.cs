using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Estimates against what the arithmetic of a volume gives by hand.</summary>
public sealed class MemoryAdmissionTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public void NeededBytes_WithoutResampling_IsThreeVolumesOfFourBytes() =>
        Assert.Equal(3 * 4 * 512.0 * 512 * 300, MemoryAdmission.NeededBytes(Manifest(), Stack(512, 300, 0.7, 1)));

    /// <summary>512 × 0.7 mm is 358.4 mm in the plane, 300 slices of 2 mm are 600 mm: at 1 mm 358.4² × 600 values come of 512² × 300.</summary>
    [Fact]
    public void NeededBytes_Resampled_CountsTheGridThatComesOfIt() => Assert.Equal(
        4 * ((512.0 * 512 * 300) + (2 * 358.4 * 358.4 * 600)),
        MemoryAdmission.NeededBytes(Manifest(new ResampleStep([1, 1, 1], "linear", "border", false)), Stack(512, 300, 0.7, 2)),
        tolerance: 1000);

    [Fact]
    public void NeededBytes_FrameByFrame_IsThatOfOneFrame() =>
        Assert.Equal(3 * 4 * 64.0 * 64, MemoryAdmission.NeededBytes(Manifest(new EachFrameStep("max")), Stack(64, 500, 1, 1)));

    /// <summary>
    /// 512 × 512 × 1000 in windows of 96³, two channels: 4 bytes for each voxel of the input, two labels, and three slabs of 96 slices and three windows of 4 bytes:
    /// 1.05 + 0.52 + 0.30 GB, where a run of the whole would need 3.1.
    /// </summary>
    [Fact]
    public void NeededBytes_InWindows_CountsOneWindowAndItsSlices()
    {
        double voxels = 512.0 * 512 * 1000;
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with { Preprocess = [new SortSlicesStep(), new TileStep([96, 96, 96], 0.25, "gaussian")] };
        Assert.Equal((4 * voxels) + (2 * voxels) + (3 * 4 * 512.0 * 512 * 96) + (4 * 4 * 96.0 * 96 * 96), MemoryAdmission.NeededBytes(manifest, Stack(512, 1000, 0.7, 1)), 1000.0);
        Assert.Null(MemoryAdmission.Check(manifest, Stack(512, 1000, 0.7, 1), 2048 * MiB));
        Assert.NotNull(MemoryAdmission.Check(manifest with { Preprocess = [new SortSlicesStep()] }, Stack(512, 1000, 0.7, 1), 2048 * MiB));
    }

    [Fact]
    public void NeededBytes_MultiFrame_CountsItsFrames()
    {
        SourceInstance instance = Slice(64, 0, 1, 1);
        instance.Attributes.Set(DicomTag.NumberOfFrames, DicomVR.IS, "40");
        Assert.Equal(3 * 4 * 64.0 * 64 * 40, MemoryAdmission.NeededBytes(Manifest(), [instance]));
    }

    [Fact]
    public void Check_TooLarge_IsRefusedWithBothFigures()
    {
        List<SourceInstance> stack = Stack(512, 300, 0.7, 1);
        Assert.Null(MemoryAdmission.Check(Manifest(), stack, 900 * MiB));
        StageStop stop = MemoryAdmission.Check(Manifest(), stack, 899 * MiB)!;
        Assert.Equal(ResultOutcome.Failed, stop.Outcome);
        Assert.StartsWith("It needs about 900 MiB for its volumes, and a job may take 899.", stop.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_HeadersWithoutNumbers_CostNothing() =>
        Assert.Null(MemoryAdmission.Check(Manifest(), [Slice(0, 0, 1, 1)], 0));

    private static ModelManifest Manifest(params PreprocessStep[] steps) =>
        Releases.Manifest("phantom-radiograph") with { Preprocess = steps };

    private static List<SourceInstance> Stack(int size, int slices, double pixelMm, double distanceMm) =>
        [.. Enumerable.Range(0, slices).Select(index => Slice(size, index, pixelMm, distanceMm))];

    private static SourceInstance Slice(int size, int index, double pixelMm, double distanceMm)
    {
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPClassUID, DicomVR.UI, "1.2.840.10008.5.1.4.1.1.2");
        attributes.Set(DicomTag.SOPInstanceUID, DicomVR.UI, "1.2.3");
        attributes.Set(DicomTag.Rows, (long)size);
        attributes.Set(DicomTag.Columns, (long)size);
        attributes.Set(DicomTag.PixelSpacing, pixelMm, pixelMm);
        attributes.Set(DicomTag.ImagePositionPatient, 0.0, 0.0, index * distanceMm);
        return new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
    }
}
