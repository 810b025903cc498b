using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Real series. Expected orders and spacings are what numpy gives for the definition in tools/models/step_definitions.py.</summary>
public sealed class StackSortingTests
{
    [Theory]
    [InlineData("ct-philips-head-14", new[] { 0, 6, 7, 8, 9, 10, 11, 12, 13, 1, 2, 3, 4, 5 }, 5.0, 0.45117188)]
    [InlineData("mr-ge-4", new[] { 0, 1, 2, 3 }, 1.00000548, 1.0)]
    [InlineData("mr-hfs-sag-16", new[] { 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 }, 4.79999987, 1.015625)]
    [InlineData("mr-ihe-16", new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, 2.00000207, 0.234375)]
    [InlineData("mr-two-slices", new[] { 1, 0 }, 1.0, 1.0)]
    public void Sort_RegularSeries_GivesOrderAndSpacing(string series, int[] order, double sliceMm, double rowMm)
    {
        Assert.Null(StackSorting.Sort(Read(series), out SliceStack? stack));
        Assert.Equal(order, stack!.Order);
        Assert.Equal(sliceMm, stack.Geometry.SpacingMm(0), 1e-6);
        Assert.Equal(rowMm, stack.Geometry.SpacingMm(1), 1e-6);
    }

    [Fact]
    public void Sort_ShuffledSeries_GivesTheSameStack()
    {
        List<SourceInstance> slices = Read("ct-philips-head-14");
        Assert.Null(StackSorting.Sort(slices, out SliceStack? sorted));
        var random = new Random(1);
        for (int round = 0; round < 20; round++)
        {
            SourceInstance[] shuffled = [.. slices];
            random.Shuffle(shuffled);
            Assert.Null(StackSorting.Sort(shuffled, out SliceStack? stack));
            Assert.Equal(sorted!.Order.Select(index => slices[index].Path), stack!.Order.Select(index => shuffled[index].Path));
            Assert.Equal(sorted.Geometry, stack.Geometry);
        }
    }

    [Fact]
    public void Sort_GantryTilt_RefusedWithTheAngle() => AssertRefused(Read("ct-gantry-tilt-4"), "tilted gantry");

    [Fact]
    public void Sort_MissingSlice_RefusedNamingItsNeighbours()
    {
        StageStop stop = AssertRefused(Read("ct-missing-slice-4"), "A slice is missing");
        Assert.Contains("between instance ", stop.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sort_LocalizerAmongSlices_RefusedNamingIt()
    {
        List<SourceInstance> slices = Read("mr-ihe-16");
        slices.Insert(3, Read("mr-ge-4")[0]);
        StageStop stop = AssertRefused(slices, slices[3].SopInstanceUid);
        Assert.Contains(slices[0].SopInstanceUid, stop.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sort_OneSliceTwice_RefusedNamingIt()
    {
        List<SourceInstance> slices = Read("mr-ge-4");
        slices.Add(slices[2]);
        AssertRefused(slices, slices[2].SopInstanceUid);
    }

    [Fact]
    public void Sort_SliceLeftOut_Refused()
    {
        List<SourceInstance> slices = Read("mr-ihe-16");
        slices.RemoveAt(7);
        AssertRefused(slices, "A slice is missing");
    }

    [Theory]
    [InlineData("mr-generic-compressed_rle")]
    [InlineData("mr-generic-compressed_jpeg")]
    [InlineData("mr-generic-compressed_jpegls")]
    public void Load_LosslesslyCompressedSeries_GivesOneVolumeWhateverTheSyntax(string series)
    {
        PipelineImage jpeg2000 = LoadAny("mr-generic-compressed");
        PipelineImage other = LoadAny(series);
        Assert.Equal(jpeg2000.Volume.Shape, other.Volume.Shape);
        Assert.Equal(jpeg2000.Volume.Geometry, other.Volume.Geometry);
        Assert.True(jpeg2000.Volume.Values.SequenceEqual(other.Volume.Values));
    }

    [Fact]
    public void Load_SagittalSeries_PutsEachSliceInItsPlace()
    {
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with { Accepts = manifest.Accepts with { SliceSpacingMm = null } };
        List<SourceInstance> slices = Read("mr-hfs-sag-16");
        SourceInstance last = slices[0];
        var image = new PipelineImage();

        Assert.Null(new ImageLoader().Load(manifest, slices, image, TestContext.Current.CancellationToken));

        // The first file lies last (order above): its values are the last slice's.
        Assert.Equal(new VolumeShape(16, 256, 256), image.Volume.Shape);
        Assert.Same(last, slices[15]);
        float[] alone = new float[256 * 256];
        Assert.Null(new SlicePixels().Read(last, ImageFormat.ReadGrey(last, out _)!, alone));
        Assert.True(image.Volume.Values[^alone.Length..].SequenceEqual(alone));
    }

    private static PipelineImage LoadAny(string series)
    {
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        var image = new PipelineImage();
        Assert.Null(new ImageLoader().Load(manifest, Read(series), image, TestContext.Current.CancellationToken));
        return image;
    }

    private static StageStop AssertRefused(IReadOnlyList<SourceInstance> slices, string words)
    {
        StageStop? stop = StackSorting.Sort(slices, out SliceStack? stack);
        Assert.Null(stack);
        Assert.Equal(ResultOutcome.NotApplicable, stop?.Outcome);
        Assert.Contains(words, stop!.Reason, StringComparison.Ordinal);
        return stop;
    }

    private static List<SourceInstance> Read(string series)
    {
        string[] files = [.. Directory.GetFiles(TestFolders.RequireShared("data", "dicom", "series", series)).Order(StringComparer.Ordinal)];
        JobInstance[] instances = [.. files.Select(file => new JobInstance(DicomUidOf(file), file))];
        var slices = new List<SourceInstance>();
        Assert.Null(SourceReader.Read(new JobUnit(UnitKind.Series, "1.2", "1.3", null, 1, instances), slices, TestContext.Current.CancellationToken));
        return slices;
    }

    private static string DicomUidOf(string file) =>
        Dicom.DicomFile.Open(file, Dicom.DicomReadOptions.Header).Dataset.GetString(Dicom.DicomTag.SOPInstanceUID)!;
}
