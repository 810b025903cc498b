using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>
/// The sample releases on real input of the shared material, against tools/models/real_references.py. The findings mean nothing clinically: the models
/// know phantoms only.
/// </summary>
public sealed class RealInputTests
{
    [Theory]
    [InlineData("phantom-radiograph")]
    [InlineData("phantom-ct-lesion")]
    public void RealInput_ThroughThePipeline_AgreesWithTheReference(string name)
    {
        string inputs = TestFolders.RequireShared("data", "dicom");
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        string release = Releases.Copy(Releases.Directory(name), Path.Combine(folder.Path, name, "1.0.0"));
        WriteCases(release, Path.Combine(TestFolders.References, $"real-{name}.json"), inputs);

        var loader = new ModelLoader(new EngineSettings(["cpu"], 1, 0));
        using LoadedModel? model = loader.Load(release, ReleaseDigest.Compute(release), out _, out string? refusal, TestContext.Current.CancellationToken);

        Assert.Null(refusal);
    }

    /// <summary>Puts the real cases in the place of the golden ones, which loading holds the release to.</summary>
    private static void WriteCases(string release, string references, string inputs)
    {
        GoldenCases cases = JsonSerializer.Deserialize(File.ReadAllBytes(references), EdgeJson.Default.GoldenCases)!;
        var real = new GoldenCases([.. cases.Cases.Select(each => each with { Inputs = [.. each.Inputs.Select(input => Path.GetFullPath(Path.Combine(inputs, input)))] })]);
        File.WriteAllBytes(Path.Combine(release, "golden", GoldenCases.FileName), JsonSerializer.SerializeToUtf8Bytes(real, EdgeJson.Default.GoldenCases));
    }
}
