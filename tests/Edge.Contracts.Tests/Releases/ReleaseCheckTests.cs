namespace Edge.Contracts.Tests.Releases;

/// <summary>A release directory before it is signed: files, manifest and graph against each other.</summary>
public sealed class ReleaseCheckTests : IDisposable
{
    private readonly ReleaseCopy _release = new();

    private string Folder => _release.Directory;

    [Theory]
    [InlineData("phantom-radiograph")]
    [InlineData("phantom-ct-lesion")]
    public void Check_SampleReleases_HaveNoProblem(string name) =>
        Assert.Empty(ReleaseCheck.Check(RepositoryRoot.Find($"tools/models/releases/{name}/1.0.0"), static _ => true));

    [Fact]
    public void Check_EmptyDirectory_ListsEveryMissingFile()
    {
        Directory.CreateDirectory(Folder);
        Assert.Equal(
            ["LICENSE", "MODEL_CARD.md", "golden/cases.json", "manifest.json", "model.onnx"],
            ReleaseCheck.Check(Folder, static _ => true).Select(problem => problem.File).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("inputs.0.tensor", "\"pixels\"", "inputs[0].tensor", "image")]
    [InlineData("inputs.0.tensor", "\"pixels\"", "inputs", "also reads image (float32, ?×1×?×?×?)")]
    [InlineData("inputs.0.elementType", "\"float16\"", "inputs[0].elementType", "float32 in the graph")]
    [InlineData("outputs.tensors.0.elementType", "\"int64\"", "outputs.tensors[0].elementType", "float32 in the graph")]
    [InlineData("outputs.tensors.0.tensor", "\"mask\"", "outputs.tensors[0].tensor", "logits")]
    public void Check_ManifestUnlikeTheGraph_SaysWhatTheGraphHas(string member, string json, string path, string words)
    {
        _release.Take("phantom-ct-lesion");
        _release.Change("manifest.json", member, json);
        Assert.Contains(
            ReleaseCheck.Check(Folder, static _ => true),
            problem => problem.Problem.Path == path && problem.Problem.Message.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("manifest.json", ManifestFile.MaxBytes, "Shorten it.")]
    [InlineData("golden/cases.json", 16 * 1024 * 1024, "Leave out cases.")]
    [InlineData("MODEL_CARD.md", 16 * 1024 * 1024, "Shorten it.")]
    public void Check_FileLargerThanItMayBe_SaysSoAndReadsNoMore(string name, int bytes, string advice)
    {
        _release.Take("phantom-ct-lesion");
        using (FileStream file = File.OpenWrite(Path.Combine(Folder, name)))
        {
            file.SetLength(bytes + 1);
        }

        Assert.Contains(
            ReleaseCheck.Check(Folder, static _ => true),
            problem => problem.File == name && problem.Problem.Message.Contains($"larger than {bytes} bytes", StringComparison.Ordinal)
                && problem.Problem.Message.EndsWith(advice, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Check_GraphThatIsCutOff_SaysSo(int bytes)
    {
        _release.Take("phantom-ct-lesion");
        string file = Path.Combine(Folder, "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..bytes]);
        Assert.Contains(ReleaseCheck.Check(Folder, static _ => true), problem => problem.File == "model.onnx" && problem.Problem.Message.Contains("no ONNX model", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_RandomBytes_IsRefusedOrEmptyAndNothingElse()
    {
        var random = new Random(7);
        Directory.CreateDirectory(Folder);
        string file = Path.Combine(Folder, "model.onnx");
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

    [Theory]
    [InlineData("sketches.0.output", "\"tumour\"", "does not watch 'tumour'")]
    [InlineData("sketches.0.binEdges", "[0, 1]", "not those of the manifest's monitor")]
    [InlineData("sketches.0.counts", "[1, 2]", "one for each bin")]
    [InlineData("sketches.0.count", "3", "add up to")]
    [InlineData("sketches.0.quantity", "\"logit\"", "probability, volume-ml")]
    [InlineData("sketches", "3", "cannot be read")]
    [InlineData("schemaVersion", "2", "Write 1")]
    public void Check_BrokenSketches_SaysWhatToWrite(string member, string json, string words)
    {
        _release.Take("phantom-radiograph");
        _release.Change("reference-sketches.json", member, json);
        ReleaseProblem problem = Assert.Single(ReleaseCheck.Check(Folder, static _ => true));
        Assert.Equal("reference-sketches.json", problem.File);
        Assert.Contains(words, problem.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NoSketches_IsFine()
    {
        _release.Take("phantom-radiograph");
        File.Delete(Path.Combine(Folder, "reference-sketches.json"));
        Assert.Empty(ReleaseCheck.Check(Folder, static _ => true));
    }

    [Fact]
    public void Check_GoldenInputThatIsMissing_NamesIt()
    {
        _release.Take("phantom-radiograph");
        File.Delete(Path.Combine(Folder, "golden", "nodule", "1.dcm"));
        Assert.Contains(ReleaseCheck.Check(Folder, static _ => true), problem => problem.Problem.Message.Contains("golden/nodule/1.dcm is missing", StringComparison.Ordinal));
    }

    public void Dispose() => _release.Dispose();
}
