using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Preprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

public sealed class PreprocessAllocationTests
{
    [Fact]
    public void Run_SecondVolume_AllocatesNothingForEachVoxel()
    {
        // Prone, so that orienting moves voxels too.
        var shape = new VolumeShape(40, 96, 96);
        var geometry = new VolumeGeometry(default, new PatientVector(0, 0, 2), new PatientVector(0, -1, 0), new PatientVector(-1, 0, 0));
        SourceInstance[] instances = [.. Enumerable.Repeat(Instance(), shape.Depth)];
        PreprocessStep[] steps =
        [
            new ModalityLutStep(), new SortSlicesStep(), new OrientStep("LPS"), new ResampleStep([1.5, 1.2, 1.2], "trilinear", "border", false),
            new ClipStep(-160, 240), new ScaleRangeStep(-160, 240, 0, 1, true), new NormalizeStep(null, null, false),
        ];
        var image = new PipelineImage();
        Run(image, instances, shape, geometry, steps);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(image, instances, shape, geometry, steps);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // Two planes and the sampling of each axis; a single byte a voxel would already be more.
        Assert.InRange(bytes, 0, shape.Count / 2);
    }

    private static void Run(PipelineImage image, SourceInstance[] instances, VolumeShape shape, VolumeGeometry geometry, PreprocessStep[] steps)
    {
        image.Reset(instances, shape, geometry).Fill(1000);
        Assert.Null(Preprocessor.Run(steps, image, TestContext.Current.CancellationToken));
    }

    private static SourceInstance Instance()
    {
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPClassUID, DicomUid.CTImageStorage);
        attributes.Set(DicomTag.SOPInstanceUID, "1.2.3");
        attributes.Set(DicomTag.RescaleSlope, "1");
        attributes.Set(DicomTag.RescaleIntercept, "-1024");
        return new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
    }
}
