using System.Runtime.InteropServices;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Preprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>A value that is no number stays none through every step, so that it is found before the network and never becomes a score.</summary>
public sealed class NoNumberTests
{
    /// <summary>Longer than any vector, and no multiple of one, so that both ways through a step are taken.</summary>
    private const int Count = 37;

    public static TheoryData<PreprocessStep> Steps =>
    [
        new ModalityLutStep(),
        new VoiWindowStep("fixed", "linear", 40, 1),
        new VoiWindowStep("fixed", "linear", 40, 400),
        new VoiWindowStep("fixed", "linear-exact", 40, 0.5),
        new VoiWindowStep("fixed", "sigmoid", 40, 400),
        new VoiWindowStep("full-range", "linear", null, null),
        new VoiWindowStep("voi-lut", "linear", null, null),
        new ClipStep(-1000, 1000),
        new ScaleRangeStep(-1000, 1000, 0, 1, Clip: true),
        new NormalizeStep([0.5], [0.25], Nonzero: false),
        new NormalizeStep([0.5], [0.25], Nonzero: true),
        new NormalizeStep(null, null, Nonzero: false),
        new NormalizeStep(null, null, Nonzero: true),
        new PercentileScaleStep(0, 100, 0, 1, Clip: true, ChannelWise: false),
        new PercentileScaleStep(5, 95, 0, 1, Clip: true, ChannelWise: true),
        new ChannelsStep(null, null, [new ChannelWindow(40, 1), new ChannelWindow(40, 400)], null),
    ];

    [Theory]
    [MemberData(nameof(Steps))]
    public void Run_AStepOnValuesOfWhichOneIsNoNumber_KeepsIt(PreprocessStep step)
    {
        foreach (int at in (int[])[0, 3, Count - 1])
        {
            using var image = new PipelineImage();
            Span<float> values = image.Reset([Source()], new VolumeShape(1, 1, Count), null);
            for (int index = 0; index < Count; index++)
            {
                values[index] = index == at ? float.NaN : (100 * index) - 1000;
            }

            Assert.Null(Preprocessor.Run([step], image, TestContext.Current.CancellationToken));
            for (int channel = 0; channel < image.Volume.Channels; channel++)
            {
                Assert.True(float.IsNaN(image.Volume.Channel(channel)[at]), $"{step} made {image.Volume.Channel(channel)[at]} of the value at {at}.");
            }
        }
    }

    [Fact]
    public void Run_ModalityTable_KeepsIt()
    {
        float[] values = [1, float.NaN, 2];
        ModalityLut.ApplyTable(values, Edge.Dicom.Images.VoiTransform.Tables(Attributes())[0].Table!);
        Assert.True(float.IsNaN(values[1]));
        Assert.False(float.IsNaN(values[0]) || float.IsNaN(values[2]));
    }

    /// <summary>Float Pixel Data (PS3.3 C.7.6.24) may hold anything that IEEE 754 has.</summary>
    [Theory]
    [InlineData(float.NaN, "linear", 1)]
    [InlineData(float.NaN, "linear", 400)]
    [InlineData(float.NaN, "sigmoid", 400)]
    public void Run_ImageWithAPixelThatIsNoNumber_FailsAndSaysSo(float pixel, string function, double width)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        PreprocessStep[] steps = [new VoiWindowStep("fixed", function, 40, width)];
        Assert.Null(Stop(folder, steps, 0));
        StageStop stop = Stop(folder, steps, pixel)!;
        Assert.Equal(ResultOutcome.Failed, stop.Outcome);
        Assert.Contains("has values that are no finite numbers", stop.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Run_ImageWhoseStepsLimitNothing_FailsForWhatIsNotFinite(float pixel)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        StageStop stop = Stop(folder, [new NormalizeStep([0.5], [0.25], Nonzero: false)], pixel)!;
        Assert.Contains("has values that are no finite numbers", stop.Reason, StringComparison.Ordinal);
    }

    private static StageStop? Stop(TemporaryFolder folder, PreprocessStep[] steps, float pixel)
    {
        const int Side = 128;
        DicomDataset dataset = DicomFile.Open(Releases.Inputs(Releases.Radiograph, "nodule")[0]).Dataset;
        foreach (DicomTag tag in (DicomTag[])[DicomTag.PixelData, DicomTag.BitsStored, DicomTag.HighBit, DicomTag.PixelRepresentation])
        {
            dataset.Remove(tag);
        }

        float[] pixels = [.. Enumerable.Range(0, Side * Side).Select(index => index % 97)];
        pixels[Side + 5] = pixel;
        dataset.Set(DicomTag.Rows, (long)Side);
        dataset.Set(DicomTag.Columns, (long)Side);
        dataset.Set(DicomTag.BitsAllocated, 32L);
        dataset.Set(new DicomValue(DicomTag.FloatPixelData, DicomVR.OF, MemoryMarshal.AsBytes<float>(pixels).ToArray()));
        string path = folder.File("float.dcm");
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(path);

        var loader = new ModelLoader(new EngineSettings(["cpu"], 1, 0));
        using LoadedModel? model = loader.Load(
            Releases.Radiograph, ReleaseDigest.Compute(Releases.Radiograph), out _, out string? refusal, TestContext.Current.CancellationToken);
        Assert.Null(refusal);
        LoadedModel changed = model! with { Manifest = model.Manifest with { Preprocess = steps } };
        var pipeline = new UnitPipeline(changed, stageEntered: static _ => { }, TimeProvider.System);
        var unit = new JobUnit(UnitKind.Instance, "1.2", "1.3", "1.4", 1, [new JobInstance("1.4", path)]);
        using PipelineOutcome outcome = pipeline.Run(unit, [], [], TestContext.Current.CancellationToken);
        return outcome.Stop;
    }

    private static Edge.Inference.Pipeline.Loading.SourceInstance Source() =>
        new("1.2.3", "none", "none", new DicomFile(Attributes(), DicomTransferSyntax.ExplicitVRLittleEndian));

    /// <summary>Attributes with a VOI LUT of 16 entries.</summary>
    private static DicomDataset Attributes()
    {
        ushort[] entries = [.. Enumerable.Range(0, 16).Select(index => (ushort)(index * 4096))];
        var item = new DicomDataset();
        item.Set(new DicomValue(DicomTag.LUTDescriptor, DicomVR.US, new byte[] { 16, 0, 0, 0, 16, 0 }));
        item.Set(new DicomValue(DicomTag.LUTData, DicomVR.OW, MemoryMarshal.AsBytes<ushort>(entries).ToArray()));
        var tables = new DicomSequence(DicomTag.VOILUTSequence);
        tables.Add(item);
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPInstanceUID, "1.2.3");
        attributes.Set(tables);
        return attributes;
    }
}
