using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Preprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>One volume from classic slices and from every multi-frame form of them: the same voxels, the same place.</summary>
public sealed class MultiFrameTests
{
    private static readonly PreprocessStep[] Steps = [new SortSlicesStep(), new ModalityLutStep()];

    [Fact]
    public Task Load_PhantomInEveryForm_GivesTheVolumeOfItsSlices() => AssertAlikeAsync(Releases.Inputs(Releases.CtLesion, "lesion"));

    [Theory]
    [InlineData("mr-hfs-sag-16")]
    [InlineData("mr-ihe-16")]
    [InlineData("ct-philips-head-14")]
    public Task Load_RealSeriesInEveryForm_GivesTheVolumeOfItsSlices(string series) =>
        AssertAlikeAsync(Directory.GetFiles(TestFolders.RequireShared("data", "dicom", "series", series)));

    [Fact]
    public void Load_RealEnhancedCt_OrdersItsFramesByPosition()
    {
        using var image = new PipelineImage();
        Assert.Null(Load([TestFolders.RequireShared("data", "dicom", "enhanced", "pydicom-data__eCT_Supplemental.dcm")], image));
        Assert.Equal(new VolumeShape(2, 512, 512), image.Volume.Shape);
        Assert.Equal(-149.0, image.StackGeometry!.Origin.Z, 1e-6); // its normal looks to the feet
        Assert.Equal(10.0, image.StackGeometry.SpacingMm(0), 1e-6);
        Assert.Equal([1, 0], image.Instances.Select(slice => slice.Frame));
    }

    [Fact]
    public async Task Run_EnhancedInThePlaceOfGoldenSlices_TheModelAgrees()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        string release = Releases.Copy(Releases.CtLesion, Path.Combine(folder.Path, "phantom-ct-lesion", "1.0.0"));
        GoldenCases golden = Releases.Golden(release);
        GoldenCase lesion = golden.Cases.Single(each => each.Name == "lesion");
        IReadOnlyList<MultiFrameSeries> forms = await MultiFrameSeries.MakeAsync(folder, Releases.Inputs(release, "lesion"));
        GoldenCase[] cases = [.. forms.Where(form => form.Refusal is null).Select(form => lesion with { Name = form.Name, Inputs = form.Files })];
        await WriteAsync(Path.Combine(release, "golden", GoldenCases.FileName), new GoldenCases(cases), EdgeJson.Default.GoldenCases);
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with { Accepts = manifest.Accepts with { SopClassUids = null, Modalities = null } };
        await WriteAsync(Path.Combine(release, ModelManifest.FileName), manifest, EdgeJson.Default.ModelManifest);

        var loader = new ModelLoader(new EngineSettings(["cpu"], 1, 0));
        using LoadedModel? model = loader.Load(release, ReleaseDigest.Compute(release), out _, out string? refusal, TestContext.Current.CancellationToken);

        Assert.Null(refusal);
        Assert.InRange(cases.Length, 7, 20);
    }

    private static async Task AssertAlikeAsync(IReadOnlyList<string> slices)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        using var classic = new PipelineImage();
        Assert.Null(Load(slices, classic));
        float[] expected = classic.Volume.Values.ToArray();
        foreach (MultiFrameSeries form in await MultiFrameSeries.MakeAsync(folder, slices))
        {
            using var image = new PipelineImage();
            StageStop? stop = Load(form.Files, image);
            if (form.Refusal is not null)
            {
                Assert.Contains(form.Refusal, stop?.Reason ?? $"none for {form.Name}", StringComparison.Ordinal);
                Assert.Equal(ResultOutcome.NotApplicable, stop!.Outcome);
                continue;
            }

            Assert.True(stop is null, $"{form.Name}: {stop?.Reason}");
            Assert.Equal(classic.Volume.Shape, image.Volume.Shape);
            Assert.True(image.Volume.Values.SequenceEqual(expected), $"{form.Name} has other voxels.");
            AssertAlike(classic.StackGeometry!, image.StackGeometry!, form.Name);
        }
    }

    private static void AssertAlike(VolumeGeometry expected, VolumeGeometry actual, string name)
    {
        // Offsets along the normal keep the first slice's place within the plane, where real slices drift by rounding.
        double allowedMm = name is "offsets of a grid" or "reconstructed emission" ? 0.05 : 0;
        foreach ((PatientVector one, PatientVector other) in new[]
        {
            (expected.Origin, actual.Origin), (expected.StepD, actual.StepD), (expected.StepH, actual.StepH), (expected.StepW, actual.StepW),
        })
        {
            Assert.True((one - other).Length <= allowedMm, $"{name}: {other} is not {one}.");
        }
    }

    private static StageStop? Load(IReadOnlyList<string> files, PipelineImage image)
    {
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        manifest = manifest with { Preprocess = Steps, Accepts = manifest.Accepts with { SliceSpacingMm = null } };
        var instances = new List<SourceInstance>();
        var frames = new List<SourceInstance>();
        var unit = new JobUnit(UnitKind.Series, "1.2", "1.3", null, 1, [.. files.Select(file => new JobInstance(Path.GetFileName(file), file))]);
        using var loader = new ImageLoader();
        return SourceReader.Read(unit, instances, TestContext.Current.CancellationToken)
            ?? FrameDivision.Divide(manifest, instances, frames)
            ?? loader.Load(manifest, frames, image, TestContext.Current.CancellationToken)
            ?? Preprocessor.Run(Steps, image, TestContext.Current.CancellationToken);
    }

    private static Task WriteAsync<T>(string path, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(value, type), TestContext.Current.CancellationToken);
}
