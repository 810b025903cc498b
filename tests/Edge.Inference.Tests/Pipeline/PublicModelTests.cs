using System.IO.Compression;
using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>
/// Public models with manifests that say all there is to say of them, on real inputs, against what torch computed from their weights
/// (tools/models/public_models.py).
/// </summary>
public sealed class PublicModelTests
{
    /// <summary>The two best scores are so close that rounding may decide.</summary>
    private const int NearTie = 255;

    /// <summary>What voxels near a tie, which the reference leaves out, may change a Dice by.</summary>
    private const double DiceOfNearTies = 0.003;

    [Fact]
    public void Meshnet_WholeVolume_GivesTorchsLabels()
    {
        using LoadedModel model = Load("meshnet", "meshnet_gwm_light_dynamic.onnx");
        using PipelineOutcome outcome = RunSeries(model);
        Assert.Null(outcome.Stop);
        AssertLabels("public-meshnet.labels.gz", outcome);
        JsonElement reference = Reference("meshnet");
        Assert.Equal(
            reference.GetProperty("order").EnumerateArray().Select(uid => uid.GetString()),
            outcome.Source!.Slices.Select(slice => slice.Attributes.GetString(DicomTag.SOPInstanceUID)));
        double greyMl = reference.GetProperty("counts").GetProperty("1").GetInt64() * reference.GetProperty("voxelMl").GetDouble();
        double nearMl = reference.GetProperty("counts").GetProperty("255").GetInt64() * reference.GetProperty("voxelMl").GetDouble();
        Assert.InRange(outcome.Findings[0].VolumeMl!.Value, greyMl - 1e-6, greyMl + nearMl + 1e-6);
    }

    [Fact]
    public void Meshnet_InWindows_GivesTorchsLabels()
    {
        using LoadedModel whole = Load("meshnet", "meshnet_gwm_light_dynamic.onnx");
        JsonElement reference = Reference("meshnet");
        int[] window = [.. reference.GetProperty("window").EnumerateArray().Select(size => size.GetInt32())];
        var tile = new TileStep(window, reference.GetProperty("overlap").GetDouble(), "gaussian");
        LoadedModel model = whole with { Manifest = whole.Manifest with { Preprocess = [.. whole.Manifest.Preprocess, tile] } };
        using PipelineOutcome outcome = RunSeries(model);
        Assert.Null(outcome.Stop);
        AssertLabels("public-meshnet-tiled.labels.gz", outcome);

        // Windows about as large as what the network sees change its answer: by as much as torch and numpy say.
        JsonElement expected = reference.GetProperty("diceOfWindows");
        Assert.Equal(expected.GetProperty("1").GetDouble(), DiceWithWhole(outcome, label: 1), DiceOfNearTies);
        Assert.Equal(expected.GetProperty("2").GetDouble(), DiceWithWhole(outcome, label: 2), DiceOfNearTies);
    }

    /// <summary>Windows well above the network's own field of 93 voxels: nearly the labels that torch gives for the whole volume.</summary>
    [Fact]
    public void Meshnet_InWindowsAboveItsField_GivesNearlyTheLabelsOfTheWholeVolume()
    {
        using LoadedModel whole = Load("meshnet", "meshnet_gwm_light_dynamic.onnx");
        var tile = new TileStep([128, 128, 37], 0.5, "gaussian");
        LoadedModel model = whole with { Manifest = whole.Manifest with { Preprocess = [.. whole.Manifest.Preprocess, tile] } };
        using PipelineOutcome outcome = RunSeries(model);
        Assert.Null(outcome.Stop);
        Assert.InRange(DiceWithWhole(outcome, label: 1), 0.95, 1);
        Assert.InRange(DiceWithWhole(outcome, label: 2), 0.95, 1);
    }

    [Fact]
    public void Mnist_OfARadiograph_GivesTorchsScores()
    {
        using LoadedModel model = Load("mnist", "mnist_winml.onnx");
        AssertScores(model, "mnist", 1e-4);
    }

    [Fact]
    public void Squeezenet_InHalfPrecision_GivesTorchsScores()
    {
        using LoadedModel model = Load("squeezenet", "squeezenet_fp16_winml.onnx");
        AssertScores(model, "squeezenet", 0.02);
    }

    private static void AssertScores(LoadedModel model, string name, double tolerance)
    {
        JsonElement reference = Reference(name);
        string input = Path.Combine(TestFolders.Repository, reference.GetProperty("input").GetString()!);
        double[] expected = [.. reference.GetProperty("scores").EnumerateArray().Select(score => score.GetDouble())];
        var unit = new JobUnit(UnitKind.Instance, "1.2", "1.3", "1.4", 1, [new JobInstance("1.4", input)]);
        var pipeline = new UnitPipeline(model, stageEntered: static _ => { }, TimeProvider.System);
        using PipelineOutcome outcome = pipeline.Run(unit, [], [], TestContext.Current.CancellationToken);
        Assert.Null(outcome.Stop);
        int greatest = Array.IndexOf(expected, expected.Max());
        foreach ((FindingOutput output, Finding finding) in model.Manifest.Outputs.Findings.Zip(outcome.Findings))
        {
            Assert.Equal(expected[output.Channel], finding.Probability!.Value, tolerance);
            Assert.Equal(output.Channel == greatest, finding.Present);
        }
    }

    private static PipelineOutcome RunSeries(LoadedModel model)
    {
        string folder = TestFolders.RequireShared(["data", .. Reference("meshnet").GetProperty("series").GetString()!.Split('/')]);
        JobInstance[] instances = [.. Directory.GetFiles(folder, "*.dcm").Order(StringComparer.Ordinal).Select((path, index) => new JobInstance($"1.{index}", path))];
        var unit = new JobUnit(UnitKind.Series, "1.2", "1.3", null, 1, instances);
        var pipeline = new UnitPipeline(model, stageEntered: static _ => { }, TimeProvider.System);
        return pipeline.Run(unit, [], [], TestContext.Current.CancellationToken);
    }

    private static LoadedModel Load(string name, string file)
    {
        string path = TestFolders.RequireShared("data", "models", file);
        string manifestPath = Path.Combine(TestFolders.Repository, "tests", "Edge.Inference.Tests", "manifests", name + ".json");
        ModelManifest manifest = JsonSerializer.Deserialize(File.ReadAllText(manifestPath), EdgeJson.Default.ModelManifest)!;
        Assert.Null(ManifestCheck.FirstProblem(manifest));
        var network = Network.Create(path, manifest, new EngineSettings(["cpu"], Threads: 2, SpinDurationUs: 0), out string? refusal);
        Assert.Null(refusal);
        return new LoadedModel(
            new ModelIdentity(manifest.Name, manifest.Version, "none", null), manifest, network!, new EngineUsed("cpu", [], "none", 2), new PipelineImage());
    }

    private static JsonElement Reference(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFolders.References, $"public-{name}.json")));
        return document.RootElement.Clone();
    }

    /// <summary>Dice of a label with what torch gives for the whole volume, where that is sure.</summary>
    private static double DiceWithWhole(PipelineOutcome outcome, byte label)
    {
        byte[] whole = Labels("public-meshnet.labels.gz");
        ReadOnlySpan<byte> labels = outcome.Segmentations.Single().Labels.Labels.Span;
        long both = 0;
        long either = 0;
        for (int index = 0; index < whole.Length; index++)
        {
            both += whole[index] == label && labels[index] == label ? 1 : 0;
            either += (whole[index] == label ? 1 : 0) + (labels[index] == label ? 1 : 0);
        }

        return 2.0 * both / either;
    }

    private static byte[] Labels(string file)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(TestFolders.References, file)), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static void AssertLabels(string file, PipelineOutcome outcome)
    {
        byte[] expected = Labels(file);
        ReadOnlySpan<byte> labels = outcome.Segmentations.Single().Labels.Labels.Span;
        Assert.Equal(expected.Length, labels.Length);
        for (int index = 0; index < expected.Length; index++)
        {
            if (expected[index] != NearTie && labels[index] != expected[index])
            {
                Assert.Fail($"voxel {index} is {labels[index]}, expected {expected[index]}");
            }
        }
    }
}
