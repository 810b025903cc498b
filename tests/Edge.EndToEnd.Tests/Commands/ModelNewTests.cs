using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>edgectl model new through the real programs.</summary>
public sealed class ModelNewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Release => Path.Combine(_folder.Path, "release");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("phantom-radiograph", "instance", "NCHW", "threshold")]
    [InlineData("phantom-ct-lesion", "series", "NCDHW", "argmax")]
    public async Task New_SampleModel_GuessesWhatItsManifestSays(string model, string unit, string layout, string step)
    {
        Outcome outcome = await NewAsync(Path.Combine(Checkout.Root, "tools", "models", "releases", model, "1.0.0", "model.onnx"));

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        JsonNode manifest = Manifest();
        Assert.Equal((unit, layout), (manifest["unit"]!.GetValue<string>(), manifest["inputs"]![0]!["layout"]!.GetValue<string>()));
        Assert.Contains(manifest["postprocess"]!.AsArray(), each => each!["step"]!.GetValue<string>() == step);
        Assert.Contains("LICENSE: line 1: decide: the licence", outcome.Output, StringComparison.Ordinal);
        Outcome check = await Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", ["model", "check", Release], TestContext.Current.CancellationToken);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("LICENSE: line 1: decide: the licence", check.Errors, StringComparison.Ordinal);
        Assert.Contains("decide: Modality (0008,0060)", check.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meshnet_gwm_light_dynamic.onnx", "segmenter of volumes", "NCDHW", "float32")]
    [InlineData("mnist_winml.onnx", "classifier of images", "NCHW", "float32")]
    [InlineData("squeezenet_fp16_winml.onnx", "classifier of images", "NCHW", "float16")]
    public async Task New_PublicModel_IsRecognised(string file, string kind, string layout, string elementType)
    {
        Assert.SkipUnless(Checkout.SharedData is not null, $"The shared test material is not here, so that there is no {file}.");
        string path = Path.Combine(Checkout.SharedData!, "models", file);
        Outcome outcome = await NewAsync(path);

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Contains($"It seems to be a {kind}.", outcome.Output, StringComparison.Ordinal);
        JsonNode input = Manifest()["inputs"]![0]!;
        Assert.Equal((layout, elementType), (input["layout"]!.GetValue<string>(), input["elementType"]!.GetValue<string>()));
    }

    [Fact]
    public async Task New_FolderIsNotEmpty_OverwritesNothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Sub("release"), "mine"), "x", TestContext.Current.CancellationToken);
        Outcome outcome = await NewAsync(Path.Combine(Checkout.Root, "tools", "models", "releases", "phantom-radiograph", "1.0.0", "model.onnx"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is not empty", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_NoModel_SaysWhatOnnxRuntimeSays()
    {
        string file = Path.Combine(_folder.Path, "junk.onnx");
        await File.WriteAllTextAsync(file, "this is no model", TestContext.Current.CancellationToken);
        Outcome outcome = await NewAsync(file);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is no model that runs", outcome.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Release));
    }

    private JsonNode Manifest() => JsonNode.Parse(File.ReadAllText(Path.Combine(Release, "manifest.json")))!;

    private Task<Outcome> NewAsync(string file) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", ["model", "new", file, "--out", Release], TestContext.Current.CancellationToken);
}
