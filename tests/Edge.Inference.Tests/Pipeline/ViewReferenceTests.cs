using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>What images show, grey and in colour, against values that pydicom and numpy computed (tools/images/reference_views.py).</summary>
public sealed class ViewReferenceTests
{
    public static TheoryData<string> Cases => new(Read().Select(view => view.GetProperty("name").GetString()!));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_ThenSteps_GivesWhatIsShown(string name)
    {
        JsonElement view = Read().Single(each => each.GetProperty("name").GetString() == name);
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        PreprocessStep[] steps = [.. view.GetProperty("steps").EnumerateArray().Select(step => step.Deserialize(EdgeJson.Default.PreprocessStep)!)];
        ModelManifest manifest = Releases.Manifest("phantom-radiograph") with { Preprocess = steps };
        List<SourceInstance> frames = Frames(manifest with { Preprocess = [new EachFrameStep("max"), .. steps] }, PathOf(view, folder));
        using var image = new PipelineImage();
        using var loader = new ImageLoader();

        Assert.Null(loader.Load(manifest, [frames[view.GetProperty("frame").GetInt32()]], image, TestContext.Current.CancellationToken));
        Assert.Null(Edge.Inference.Pipeline.Preprocess.Preprocessor.Run(steps, image, TestContext.Current.CancellationToken));

        double scale = view.TryGetProperty("max", out JsonElement max) ? max.GetDouble() : 1;
        double tolerance = view.GetProperty("tolerance").GetDouble() + (1e-6 * scale);
        double[] expected = [.. view.GetProperty("expected").EnumerateArray().Select(value => value.GetDouble())];
        int[] index = [.. view.GetProperty("index").EnumerateArray().Select(value => value.GetInt32())];
        for (int probe = 0; probe < index.Length; probe++)
        {
            double actual = image.Volume.Values[index[probe]] * scale;
            Assert.True(Math.Abs(actual - expected[probe]) <= tolerance, $"[{index[probe]}] is {actual:R}, expected {expected[probe]:R} within {tolerance:R}");
        }
    }

    private static List<SourceInstance> Frames(ModelManifest manifest, string path)
    {
        var instances = new List<SourceInstance>();
        var frames = new List<SourceInstance>();
        var unit = new JobUnit(UnitKind.Instance, "1.2", "1.3", "1.4", 1, [new JobInstance("1.4", path)]);
        Assert.Null(SourceReader.Read(unit, instances, TestContext.Current.CancellationToken));
        Assert.Null(FrameDivision.Divide(manifest, instances, frames));
        return frames;
    }

    private static string PathOf(JsonElement view, TemporaryFolder folder)
    {
        if (view.TryGetProperty("shared", out JsonElement shared))
        {
            return TestFolders.RequireShared("data", "dicom", shared.GetString()!);
        }

        string path = folder.File("view.dcm");
        File.WriteAllBytes(path, view.GetProperty("file").GetBytesFromBase64());
        return path;
    }

    private static IEnumerable<JsonElement> Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFolders.References, "views.json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(json => json.Clone())];
    }
}
