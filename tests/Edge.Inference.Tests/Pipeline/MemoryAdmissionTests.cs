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

    /// <summary>At 1 mm 511 steps of 0.7 mm are 358, and 299 of 2 mm are 598: 359² × 599 values come of 512² × 300, and as many for the network.</summary>
    [Fact]
    public void NeededBytes_Resampled_CountsTheGridThatComesOfIt() => Assert.Equal(
        4 * ((512.0 * 512 * 300) + (2 * 359.0 * 359 * 599)),
        MemoryAdmission.NeededBytes(Manifest(new ResampleStep([1, 1, 1], "linear", "border", false)), Stack(512, 300, 0.7, 2)));

    /// <summary>Each slice with seven on either side is 15 channels of the size of the stack: as many for the network, beside the stack itself.</summary>
    [Fact]
    public void NeededBytes_Neighbours_CountsEveryChannel() => Assert.Equal(
        4 * (1 + 15 + 15) * 512.0 * 512 * 300,
        MemoryAdmission.NeededBytes(Manifest(new ChannelsStep(null, null, null, 7)), Stack(512, 300, 0.7, 1)));

    public static TheoryData<PreprocessStep, double> Steps => new()
    {
        { new ResizeStep(256, 128, "bilinear", false) { Depth = 50 }, 50.0 * 256 * 128 },
        { new ResizeStep(1024, 1024, "bilinear", false), 40.0 * 1024 * 1024 },
        { new ResizeStep(100, 200, "bilinear", false) { Fit = "inside" }, 40.0 * 100 * 100 },
        { new ResizeStep(100, 200, "bilinear", false) { Fit = "cover" }, 40.0 * 200 * 200 },
        { new PadStep([64, 600, 600], null, "both", "constant", 0), 64.0 * 600 * 600 },
        { new PadStep(null, [32, 100, 1], "both", "constant", 0), 64.0 * 600 * 512 },
        { new CropStep("center", [null, 100, 600], null, null, null), 40.0 * 100 * 512 },
        { new CropStep("foreground", null, null, 0, [1, 1, 1]), 40.0 * 512 * 512 },
        { new ChannelsStep(null, 3, null, null), 3 * 40.0 * 512 * 512 },
        { new ChannelsStep(null, null, [new ChannelWindow(40, 400), new ChannelWindow(-600, 1500)], null), 2 * 40.0 * 512 * 512 },
    };

    /// <summary>A step leaves the stack in one buffer and what it made in the other, and the network has as many values as its input.</summary>
    [Theory]
    [MemberData(nameof(Steps))]
    public void NeededBytes_AfterAStep_CountsWhatItMade(PreprocessStep step, double made) =>
        Assert.Equal(4 * ((40.0 * 512 * 512) + (2 * made)), MemoryAdmission.NeededBytes(Manifest(step), Stack(512, 40, 0.7, 1)));

    /// <summary>Sagittal slices of 512 × 512 pixels of 1 mm, 3 mm apart: towards LPS the slices become columns, and 40 of 3 mm become 118 of 1 mm.</summary>
    [Fact]
    public void NeededBytes_OrientedThenResampled_TakesTheSpacingAlong()
    {
        List<SourceInstance> stack = Stack(512, 40, 1, 3);
        foreach (SourceInstance slice in stack)
        {
            slice.Attributes.Set(DicomTag.ImageOrientationPatient, 0.0, 1.0, 0.0, 0.0, 0.0, -1.0);
        }

        ModelManifest manifest = Manifest(new OrientStep("LPS"), new ResampleStep([null, null, 1], "trilinear", "border", false));
        double source = 40.0 * 512 * 512;
        double made = 512.0 * 512 * 118;
        Assert.Equal(4 * (source + made + made), MemoryAdmission.NeededBytes(manifest, stack));
    }

    /// <summary>A network on NIfTI axes with three channels: a copy of the input in its order, and its scores twice, as it gave them and in order.</summary>
    [Fact]
    public void NeededBytes_OtherOrderOfAxes_CountsTheCopies()
    {
        double voxels = 64.0 * 64 * 50;
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with
        {
            Preprocess = [new SortSlicesStep()],
            Inputs = [manifest.Image with { Layout = "NCWHD" }],
            Outputs = manifest.Outputs with
            {
                Tensors = [manifest.Outputs.Tensors[0] with { Layout = "NCWHD" }],
                Segments = [manifest.Outputs.Segments[0] with { Channel = 2 }],
            },
        };
        Assert.Equal(4 * ((2 * voxels) + voxels + (2 * 3 * voxels)), MemoryAdmission.NeededBytes(manifest, Stack(64, 50, 1, 1)));
    }

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
