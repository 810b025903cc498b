using System.Text.Json;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Preprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>
/// Each step that changes the grid or the channels against references/grid-steps.json, which numpy, scipy, torch and skimage computed: the values, where
/// they lie, and the way back.
/// </summary>
public sealed class GridStepReferenceTests
{
    public static TheoryData<string> Cases => ReferenceCase.Names("grid-steps");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_EveryCase_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("grid-steps", name);
        using PipelineImage image = Image(reference);
        VolumeGeometry? before = image.Volume.Geometry;
        VolumeShape source = image.Volume.Shape;

        Assert.Null(Preprocessor.Run([reference.Preprocess], image, TestContext.Current.CancellationToken));

        JsonElement array = reference.Expected.GetProperty("array");
        Assert.Equal(Sizes(array), (int[])[image.Volume.Channels, image.Volume.Shape.Depth, image.Volume.Shape.Height, image.Volume.Shape.Width]);
        reference.AssertClose(array, image.Volume.Values);
        AssertPlaces(reference, image, before);
        AssertLeadsBack(image, source);
    }

    /// <summary>Index i of each axis lies at first + i · step of the source, in the map and in the geometry.</summary>
    private static void AssertPlaces(ReferenceCase reference, PipelineImage image, VolumeGeometry? before)
    {
        PatientVector origin = before?.Origin ?? default;
        for (int axis = 0; axis < 3; axis++)
        {
            JsonElement grid = reference.Expected.GetProperty("grid")[axis];
            (double first, double step) = (grid[0].GetDouble(), grid[1].GetDouble());
            Assert.Equal(first, image.Map.ToSource(axis, 0), 1e-9);
            Assert.Equal(step, image.Map.ToSource(axis, 1) - image.Map.ToSource(axis, 0), 1e-9);
            if (before is not null)
            {
                origin += before.Step(axis) * first;
                Assert.True(((before.Step(axis) * step) - image.Volume.Geometry!.Step(axis)).Length < 1e-9, $"step {axis}");
            }
        }

        Assert.True(before is null || (origin - image.Volume.Geometry!.Origin).Length < 1e-9, "origin");
    }

    /// <summary>Every voxel of the source that was not cut off finds back to itself.</summary>
    private static void AssertLeadsBack(PipelineImage image, VolumeShape source)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            for (int index = 0; index < source[axis]; index++)
            {
                double at = image.Map.ToGrid(axis, index);
                Assert.True(double.IsNaN(at) || Math.Abs(image.Map.ToSource(axis, at) - index) < 1e-9, $"axis {axis}, voxel {index}");
            }
        }
    }

    private static PipelineImage Image(ReferenceCase reference)
    {
        int[] sizes = Sizes(reference.Json.GetProperty("input"));
        double[] spacing = [.. reference.Json.GetProperty("spacingMm").EnumerateArray().Select(mm => mm.GetDouble())];
        VolumeGeometry? geometry = reference.Json.GetProperty("volume").GetBoolean()
            ? new VolumeGeometry(new(-10, 20, 30), new(0, 0, spacing[0]), new(0, 0.6 * spacing[1], 0.8 * spacing[1]), new(spacing[2], 0, 0))
            : null;
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPInstanceUID, "1.2.3");
        attributes.Set(DicomTag.PixelSpacing, [spacing[1].ToString("R", null), spacing[2].ToString("R", null)]);
        var instance = new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
        var image = new PipelineImage();
        reference.Input.CopyTo(image.Reset([instance], new VolumeShape(sizes[1], sizes[2], sizes[3]), geometry, sizes[0]));
        return image;
    }

    private static int[] Sizes(JsonElement array) => [.. array.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
}
