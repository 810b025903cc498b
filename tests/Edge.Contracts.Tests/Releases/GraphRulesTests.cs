using System.Text.Json;

namespace Edge.Contracts.Tests.Releases;

/// <summary>What a manifest reads of a graph's outputs against their sizes, and against the operators that make them.</summary>
public sealed class GraphRulesTests
{
    private static readonly OnnxNode Conv = new("Conv", string.Empty, ["image", "weights"], ["logits"]);
    private static readonly ModelManifest Ct = Sample("phantom-ct-lesion");
    private static readonly ModelManifest Radiograph = Sample("phantom-radiograph");

    [Theory]
    [InlineData("NCWHD", "NCDHW", "Write NCWHD.")]
    [InlineData("NCWHD", "NDHWC", "Write NWHDC.")]
    [InlineData("NCDHW", "NCWHD", "Write NCDHW.")]
    [InlineData("NCHWD", "NCWHD", "Write NCHWD.")]
    [InlineData("NCWHD", "NCWHD", null)]
    [InlineData("NCDHW", "NDHWC", null)]
    public void Check_OrderOfPlaces_IsThatOfTheInputWhereNothingExchangesAxes(string input, string output, string? words)
    {
        ModelManifest manifest = Volume(input, output);
        OnnxGraph graph = Graph(5, [null, 3, null, null, null], Conv);
        AssertTold(GraphRules.Check(manifest, graph), "outputs.tensors[0].layout", words);

        // With an operator that may exchange them the graph decides, and golden cases tell.
        foreach (OnnxNode moving in (OnnxNode[])[new("Transpose", string.Empty, ["logits"], ["other"]), new("Conv", "com.example", ["logits"], ["other"])])
        {
            AssertTold(GraphRules.Check(manifest, graph with { Nodes = [Conv, moving] }), "outputs.tensors[0].layout", null);
        }
    }

    [Fact]
    public void Check_SizesOfPlaces_AreThoseOfTheInput()
    {
        ModelManifest manifest = Fixed(Volume("NCWHD", "NCWHD"), 96, 80, 64);
        AssertTold(GraphRules.Check(manifest, Graph(5, [1, 3, 96, 80, 64], Conv)), "outputs.tensors[0].layout", null);
        AssertTold(GraphRules.Check(manifest, Graph(5, [1, 3, 48, 80, 64], Conv)), "outputs.tensors[0].layout", "has 48 along W in the graph, and image 96");
        AssertTold(GraphRules.Check(manifest, Graph(5, [2, 3, 96, 80, 64], Conv)), "outputs.tensors[0].layout", "has 2 along N");
        ModelManifest turned = manifest with { Outputs = manifest.Outputs with { Tensors = [new OutputTensor("logits", "float32", "NCDHW")] } };
        AssertTold(GraphRules.Check(turned, Graph(5, [1, 3, 96, 80, 64], Conv with { Operator = "Transpose" })), "outputs.tensors[0].layout", "has 96 along D");
    }

    [Fact]
    public void Check_WindowsOfTheOutput_AreThoseOfTile()
    {
        ModelManifest manifest = Volume("NCDHW", "NCDHW");
        manifest = manifest with { Preprocess = [.. manifest.Preprocess, new TileStep([96, 80, 64], 0.25, "gaussian")] };
        AssertTold(GraphRules.Check(manifest, Graph(5, [1, 3, 96, 80, 64], Conv)), "outputs.tensors[0].layout", null);
        AssertTold(GraphRules.Check(manifest, Graph(5, [1, 3, 64, 80, 96], Conv)), "outputs.tensors[0].layout", "has 64 along D in the graph, and image 96");
    }

    [Theory]
    [InlineData(5, "outputs.segments[0].channel", "It is 5, and logits has 3 channels in the graph. Write 0 to 2.")]
    [InlineData(2, "outputs.segments[0].channel", null)]
    public void Check_SegmentsChannel_IsOneOfTheGraphs(int channel, string path, string? words)
    {
        ModelManifest manifest = Volume("NCDHW", "NCDHW");
        manifest = manifest with { Outputs = manifest.Outputs with { Segments = [manifest.Outputs.Segments[0] with { Channel = channel }] } };
        AssertTold(GraphRules.Check(manifest, Graph(5, [null, 3, null, null, null], Conv)), path, words);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "There are 2, and logits has 3 channels in the graph.")]
    [InlineData(1, "There are 2, and logits has 1 channels in the graph.")]
    public void Check_OperatingPoints_AreAsManyAsChannels(int channels, string? words) =>
        AssertTold(GraphRules.Check(Radiograph, Graph(4, [null, channels], Conv)), "postprocess[1].operatingPoints", words);

    [Fact]
    public void Check_CalibrationAndFindings_AreReadOfChannelsThatAreThere()
    {
        ModelManifest manifest = Radiograph with
        {
            Postprocess = [new CalibrateStep("platt", null, [1, 2, 3], [0, 0, 0], null), Radiograph.Postprocess[1]],
        };
        IReadOnlyList<ConfigProblem> problems = GraphRules.Check(manifest, Graph(4, [null, 1], Conv));
        AssertTold(problems, "postprocess[0].slope", "There are 3");
        AssertTold(problems, "outputs.findings[1].channel", "It is 1");
    }

    [Theory]
    [InlineData(6, null, null)]
    [InlineData(5, "postprocess[0].scores", "has 1 scores for each candidate")]
    [InlineData(3, "postprocess[0].boxes", "xyxy needs 4")]
    public void Check_Boxes_HaveTheirCoordinatesAndScores(int channels, string? path, string? words)
    {
        ModelManifest manifest = Radiograph with
        {
            Postprocess = [new BoxesStep("logits", null, null, "xyxy", "pixels", false, 0.5, 0.5, true, 10)],
            Outputs = new ModelOutputs([new OutputTensor("logits", "float32", "NKC")], [], [], [], [new DetectionOutput(1, "spot", Radiograph.Outputs.Findings[0].Code)], []),
        };
        IReadOnlyList<ConfigProblem> problems = GraphRules.Check(manifest, Graph(4, [null, null, channels], Conv));
        if (path is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            AssertTold(problems, path, words);
        }
    }

    [Theory]
    [InlineData("Gemm", true)]
    [InlineData("Conv", true)]
    [InlineData("Sigmoid", false)]
    [InlineData("Softmax", false)]
    [InlineData("Mul", false)]
    public void Check_RawScoresReportedAsProbabilities_AreRefused(string kind, bool refused)
    {
        OnnxNode[] nodes = [new(kind, string.Empty, ["image"], ["raw"]), new("Squeeze", string.Empty, ["raw"], ["logits"])];
        string? words = refused ? $"comes out of {kind}" : null;
        ModelManifest bare = Radiograph with { Postprocess = [Radiograph.Postprocess[1]] };
        AssertTold(GraphRules.Check(bare, Graph(4, [null, 2], nodes)), "postprocess", words);
        AssertTold(GraphRules.Check(bare with { Postprocess = [new ArgmaxStep()] }, Graph(4, [null, 2], nodes)), "postprocess", words);
        AssertTold(GraphRules.Check(Radiograph, Graph(4, [null, 2], nodes)), "postprocess", null);

        // Argmax of voxels needs no probabilities, unless an object holds them.
        ModelManifest segmenter = Ct with { Postprocess = [new ArgmaxStep(), new InvertGeometryStep()] };
        AssertTold(GraphRules.Check(segmenter, Graph(5, [null, 2, null, null, null], nodes)), "postprocess", null);
        ModelManifest fractional = segmenter with { Outputs = Ct.Outputs with { Objects = ["seg-fractional"] } };
        AssertTold(GraphRules.Check(fractional, Graph(5, [null, 2, null, null, null], nodes)), "postprocess", words);
    }

    [Fact]
    public void Read_SampleGraph_HasItsOperators()
    {
        var graph = OnnxGraph.Read(RepositoryRoot.Find("tools/models/releases/phantom-radiograph/1.0.0/model.onnx"));
        Assert.Equal("Conv", graph.Nodes.First(node => node.Inputs.Contains("image")).Operator);
        Assert.Contains("logits", graph.Nodes[^1].Outputs);
        Assert.All(graph.Nodes, node => Assert.True(node.IsStandard));
    }

    private static void AssertTold(IReadOnlyList<ConfigProblem> problems, string path, string? words)
    {
        if (words is null)
        {
            Assert.DoesNotContain(problems, problem => problem.Path == path);
        }
        else
        {
            Assert.True(
                problems.Any(problem => problem.Path == path && problem.Message.Contains(words, StringComparison.Ordinal)),
                $"{path} with '{words}' is not among:\n{string.Join('\n', problems)}");
        }
    }

    private static OnnxGraph Graph(int inputAxes, long?[] outputSizes, params OnnxNode[] nodes) =>
        new([new OnnxValue("image", "float32", new long?[inputAxes])], [new OnnxValue("logits", "float32", outputSizes)]) { Nodes = nodes };

    private static ModelManifest Volume(string input, string output) => Ct with
    {
        Inputs = [Ct.Image with { Layout = input, Dimensions = [.. input.Select(axis => Ct.Image.Dimension(axis)!)] }],
        Outputs = Ct.Outputs with { Tensors = [new OutputTensor("logits", "float32", output)] },
    };

    private static ModelManifest Fixed(ModelManifest manifest, params int[] places) => manifest with
    {
        Inputs = [manifest.Image with { Dimensions = [.. manifest.Image.Dimensions.Select((dimension, axis) => axis < 2 ? dimension : dimension with { Min = places[axis - 2], Max = places[axis - 2] })] }],
    };

    private static ModelManifest Sample(string name) =>
        JsonSerializer.Deserialize(File.ReadAllText(RepositoryRoot.Find($"tools/models/releases/{name}/1.0.0/manifest.json")), EdgeJson.Default.ModelManifest)!;
}
