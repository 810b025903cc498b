using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Images of many frames through a model of images.</summary>
public sealed class EachFrameTests
{
    [Theory]
    [InlineData("max")]
    [InlineData("mean")]
    public void Run_TwoFrames_BringsTheirScoresTogether(string combine)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        float[] first = Scores([], Frames(folder, "nodule"));
        float[] second = Scores([], Frames(folder, "nothing"));

        float[] together = Scores([new EachFrameStep(combine)], Frames(folder, "nodule", "nothing"));

        Assert.NotEqual(first, second);
        for (int index = 0; index < first.Length; index++)
        {
            float expected = combine == "max" ? Math.Max(first[index], second[index]) : (first[index] + second[index]) / 2;
            Assert.Equal(expected, together[index], 1e-5);
        }
    }

    [Theory]
    [InlineData("max", 0, "nodule", "nothing")]
    [InlineData("max", 1, "nothing", "nodule", "nothing")]
    [InlineData("mean", 2, "nothing", "nothing", "nodule")]
    public void Run_SeveralFrames_FindingsAreShownOnTheOneThatScoredHighest(string combine, int frame, params string[] cases)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        (StageStop? stop, _) = Run([new EachFrameStep(combine)], Frames(folder, cases), scores: null, out SourceGrid? source);
        Assert.Null(stop);
        Assert.Equal(frame, Assert.Single(source!.Slices).Frame);
    }

    [Fact]
    public void Run_TwoFramesWithoutTheStep_IsNotApplicable()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        (StageStop? stop, _) = Run([], Frames(folder, "nodule", "nothing"), scores: null);
        Assert.Equal(ResultOutcome.NotApplicable, stop?.Outcome);
        Assert.Contains("2 frames; the model takes images of one frame", stop!.Reason, StringComparison.Ordinal);
    }

    private static float[] Scores(PreprocessStep[] before, string file)
    {
        float[] scores = [];
        (StageStop? stop, _) = Run(before, file, found => scores = found.All[0].Values.ToArray());
        Assert.Null(stop);
        return scores;
    }

    private static (StageStop? Stop, List<SourceInstance> Instances) Run(PreprocessStep[] before, string file, Action<NetworkOutputs>? scores) =>
        Run(before, file, scores, out _);

    private static (StageStop? Stop, List<SourceInstance> Instances) Run(PreprocessStep[] before, string file, Action<NetworkOutputs>? scores, out SourceGrid? source)
    {
        var loader = new ModelLoader(new EngineSettings(["cpu"], 1, 0));
        using LoadedModel? model = loader.Load(
            Releases.Radiograph, ReleaseDigest.Compute(Releases.Radiograph), out _, out string? refusal, TestContext.Current.CancellationToken);
        Assert.Null(refusal);
        LoadedModel changed = model! with { Manifest = model.Manifest with { Preprocess = [.. before, .. model.Manifest.Preprocess] } };
        var pipeline = new UnitPipeline(changed, stageEntered: static _ => { }, TimeProvider.System) { OutputsMade = scores };
        var unit = new JobUnit(UnitKind.Instance, "1.2", "1.3", "1.4", 1, [new JobInstance("1.4", file)]);
        var instances = new List<SourceInstance>();
        using PipelineOutcome outcome = pipeline.Run(unit, instances, [], TestContext.Current.CancellationToken);
        source = outcome.Source;
        return (outcome.Stop, instances);
    }

    /// <summary>The pixels of golden cases one after the other, all under the attributes of one.</summary>
    private static string Frames(TemporaryFolder folder, params string[] cases)
    {
        DicomDataset dataset = DicomFile.Open(Releases.Inputs(Releases.Radiograph, "nodule")[0]).Dataset;
        var pixels = new List<byte>();
        foreach (string name in cases)
        {
            Assert.True(DicomFile.Open(Releases.Inputs(Releases.Radiograph, name)[0]).Dataset.TryGetBytes(DicomTag.PixelData, out ReadOnlyMemory<byte> frame));
            pixels.AddRange(frame.ToArray());
        }

        dataset.Set(DicomTag.NumberOfFrames, cases.Length.ToString(CultureInfo.InvariantCulture));
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, pixels.ToArray());
        string path = folder.File(string.Join('-', cases) + ".dcm");
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(path);
        return path;
    }
}
