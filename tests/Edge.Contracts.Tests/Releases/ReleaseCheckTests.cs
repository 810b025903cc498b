using System.Text.Json.Nodes;

namespace Edge.Contracts.Tests.Releases;

/// <summary>A release directory before it is signed: files, manifest and graph against each other.</summary>
public sealed class ReleaseCheckTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"release-check-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("phantom-radiograph")]
    [InlineData("phantom-ct-lesion")]
    public void Check_SampleReleases_HaveNoProblem(string name) =>
        Assert.Empty(ReleaseCheck.Check(RepositoryRoot.Find($"tools/models/releases/{name}/1.0.0"), static _ => true));

    [Fact]
    public void Check_EmptyDirectory_ListsEveryMissingFile()
    {
        Directory.CreateDirectory(_directory);
        Assert.Equal(
            ["LICENSE", "MODEL_CARD.md", "golden/cases.json", "manifest.json", "model.onnx", "reference-sketches.json"],
            ReleaseCheck.Check(_directory, static _ => true).Select(problem => problem.File).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("inputs.0.tensor", "\"pixels\"", "inputs[0].tensor", "image")]
    [InlineData("inputs.0.tensor", "\"pixels\"", "inputs", "also reads image (float32, ?×1×?×?×?)")]
    [InlineData("inputs.0.elementType", "\"float16\"", "inputs[0].elementType", "float32 in the graph")]
    [InlineData("outputs.tensors.0.elementType", "\"int64\"", "outputs.tensors[0].elementType", "float32 in the graph")]
    [InlineData("outputs.tensors.0.tensor", "\"mask\"", "outputs.tensors[0].tensor", "logits")]
    public void Check_ManifestUnlikeTheGraph_SaysWhatTheGraphHas(string member, string json, string path, string words)
    {
        Copy("phantom-ct-lesion");
        string file = Path.Combine(_directory, "manifest.json");
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(file))!;
        string[] names = member.Split('.');
        JsonNode at = names[..^1].Aggregate(manifest, (node, name) => int.TryParse(name, out int index) ? node[index]! : node[name]!);
        at[names[^1]] = JsonNode.Parse(json);
        File.WriteAllText(file, manifest.ToJsonString());
        Assert.Contains(
            ReleaseCheck.Check(_directory, static _ => true),
            problem => problem.Problem.Path == path && problem.Problem.Message.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Check_GraphThatIsCutOff_SaysSo(int bytes)
    {
        Copy("phantom-ct-lesion");
        string file = Path.Combine(_directory, "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..bytes]);
        Assert.Contains(ReleaseCheck.Check(_directory, static _ => true), problem => problem.File == "model.onnx" && problem.Problem.Message.Contains("no ONNX model", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_RandomBytes_IsRefusedOrEmptyAndNothingElse()
    {
        var random = new Random(7);
        Directory.CreateDirectory(_directory);
        string file = Path.Combine(_directory, "model.onnx");
        for (int round = 0; round < 500; round++)
        {
            byte[] bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            File.WriteAllBytes(file, bytes);
            try
            {
                Assert.NotNull(OnnxGraph.Read(file));
            }
            catch (InvalidDataException)
            {
                // What it is for.
            }
        }
    }

    [Fact]
    public void Check_GoldenInputThatIsMissing_NamesIt()
    {
        Copy("phantom-radiograph");
        File.Delete(Path.Combine(_directory, "golden", "nodule", "1.dcm"));
        Assert.Contains(ReleaseCheck.Check(_directory, static _ => true), problem => problem.Problem.Message.Contains("golden/nodule/1.dcm is missing", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private void Copy(string name)
    {
        string source = RepositoryRoot.Find($"tools/models/releases/{name}/1.0.0");
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_directory, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
