using System.IO.Compression;
using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Networks of images on the slices of a volume, against what torch computed slice by slice from the same files (tools/models/each_slice.py).</summary>
public sealed class EachSliceTests
{
    /// <summary>The two scores are so close that rounding may decide.</summary>
    private const int NearTie = 255;

    [Fact]
    public void Run_ScoresForEachPlace_AreTheSlicesOfTheVolumes()
    {
        ModelManifest manifest = Manifest(
            combine: null,
            new ModelOutputs([new OutputTensor("logits", "float32", "NCHW")], [], [Segment], [], [], []),
            [new ArgmaxStep(), new InvertGeometryStep(), new MeasureStep(["volume-ml"])]);
        using LoadedModel model = Load(manifest, "each-slice-segment.onnx");
        using PipelineOutcome outcome = Run(model);
        Assert.Null(outcome.Stop);
        byte[] expected = Labels();
        ReadOnlySpan<byte> labels = outcome.Segmentations.Single().Labels.Labels.Span;
        Assert.Equal(expected.Length, labels.Length);
        for (int index = 0; index < expected.Length; index++)
        {
            if (expected[index] != NearTie && labels[index] != expected[index])
            {
                Assert.Fail($"voxel {index} is {labels[index]}, expected {expected[index]}");
            }
        }

        Assert.True(outcome.Findings.Single().Present);
    }

    [Theory]
    [InlineData("max")]
    [InlineData("mean")]
    public void Run_ScoresOfTheSlice_AreBroughtTogether(string combine)
    {
        ModelManifest manifest = Manifest(
            combine,
            new ModelOutputs([new OutputTensor("scores", "float32", "NC")], [Finding(0), Finding(1)], [], [], [], []),
            [new SigmoidStep(), new ThresholdStep([0.5, 0.5])]);
        using LoadedModel model = Load(manifest, "each-slice-score.onnx");
        using PipelineOutcome outcome = Run(model);
        Assert.Null(outcome.Stop);
        double[] expected = [.. Reference().GetProperty(combine).EnumerateArray().Select(score => 1 / (1 + Math.Exp(-score.GetDouble())))];
        Assert.Equal(expected[0], outcome.Findings[0].Probability!.Value, 1e-5);
        Assert.Equal(expected[1], outcome.Findings[1].Probability!.Value, 1e-5);
        Assert.Equal((true, false), (outcome.Findings[0].Present, outcome.Findings[1].Present));
    }

    private static SegmentOutput Segment { get; } = Releases.Manifest("phantom-ct-lesion").Outputs.Segments[0];

    private static FindingOutput Finding(int channel) => new(channel, $"finding {channel}", Segment.Code);

    /// <summary>The steps of the sample model, then each slice with its neighbours.</summary>
    private static ModelManifest Manifest(string? combine, ModelOutputs outputs, PostprocessStep[] after)
    {
        ModelManifest sample = Releases.Manifest("phantom-ct-lesion");
        return sample with
        {
            Inputs = [sample.Image with { Layout = "NCHW", Dimensions = [new("N", 1, 1, 1), new("C", 3, 3, 1), new("H", 1, 512, 1), new("W", 1, 512, 1)] }],
            Preprocess = [.. sample.Preprocess, new ChannelsStep(null, null, null, 1), new EachSliceStep(combine)],
            Postprocess = after,
            Outputs = outputs,
            Monitor = null,
        };
    }

    private static LoadedModel Load(ModelManifest manifest, string file)
    {
        Assert.Null(ManifestCheck.FirstProblem(manifest));
        var network = Network.Create(Path.Combine(TestFolders.References, file), manifest, new EngineSettings(["cpu"], Threads: 2, SpinDurationUs: 0), out string? refusal);
        Assert.Null(refusal);
        return new LoadedModel(new ModelIdentity(manifest.Name, manifest.Version, "none", null), manifest, network!, new EngineUsed("cpu", [], "none", 2), new PipelineImage());
    }

    private static PipelineOutcome Run(LoadedModel model)
    {
        string folder = Path.Combine(TestFolders.Repository, Reference().GetProperty("series").GetString()!);
        JobInstance[] instances = [.. Directory.GetFiles(folder, "*.dcm").Order(StringComparer.Ordinal).Select((path, index) => new JobInstance($"1.{index}", path))];
        var unit = new JobUnit(UnitKind.Series, "1.2", "1.3", null, 1, instances);
        return new UnitPipeline(model, stageEntered: static _ => { }, TimeProvider.System).Run(unit, [], [], TestContext.Current.CancellationToken);
    }

    private static JsonElement Reference()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFolders.References, "each-slice.json")));
        return document.RootElement.Clone();
    }

    private static byte[] Labels()
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(TestFolders.References, "each-slice.labels.gz")), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
