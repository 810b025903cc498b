using System.Text.Json;

namespace Edge.Contracts.Tests.Releases;

public sealed class SampleReleaseTests
{
    private const long ModelBytesMax = 1024 * 1024;
    private const long ReleaseBytesMax = 2 * 1024 * 1024;

    private static readonly string Store = RepositoryRoot.Find("tools/models/releases");

    public static TheoryData<string> Names => new("phantom-radiograph", "phantom-ct-lesion");

    [Theory]
    [MemberData(nameof(Names))]
    public void Manifest_IsReadAndNamesItsRelease(string name)
    {
        string release = ActiveRelease(name);
        ModelManifest manifest = Manifest(release);

        Assert.Equal(ModelManifest.CurrentSchemaVersion, manifest.SchemaVersion);
        Assert.Equal(name, manifest.Name);
        Assert.Equal(Path.GetFileName(release), manifest.Version);
        Assert.Equal(manifest.Image.Layout, string.Concat(manifest.Image.Dimensions.Select(dimension => dimension.Name)));
        Assert.All(manifest.Image.Dimensions, dimension => Assert.InRange(dimension.Max, dimension.Min, int.MaxValue));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Release_HoldsEveryPartAndIsSmall(string name)
    {
        string release = ActiveRelease(name);
        foreach (string part in new[] { "manifest.json", "model.onnx", "golden/cases.json", "reference-sketches.json", "MODEL_CARD.md", "LICENSE" })
        {
            Assert.True(File.Exists(Path.Combine(release, part)), $"{name} lacks {part}.");
        }

        Assert.InRange(new FileInfo(Path.Combine(release, "model.onnx")).Length, 1, ModelBytesMax);
        Assert.InRange(new DirectoryInfo(release).GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 1, ReleaseBytesMax);
        Assert.Contains("Not for any clinical use", File.ReadAllText(Path.Combine(release, "MODEL_CARD.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GoldenCases_NameFilesThatExistAndHoldAPositiveAndANegative(string name)
    {
        string release = ActiveRelease(name);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(release, "golden", "cases.json")));
        List<bool> present = [];
        foreach (JsonElement one in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            Assert.All(one.GetProperty("inputs").EnumerateArray(), input => Assert.True(File.Exists(Path.Combine(release, "golden", input.GetString()!))));
            present.Add(one.GetProperty("expected").GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("present").GetBoolean()));
        }

        Assert.Contains(true, present);
        Assert.Contains(false, present);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sketches_CountEveryValueInTheManifestsBins(string name)
    {
        string release = ActiveRelease(name);
        IReadOnlyList<double> edges = Manifest(release).Monitor!.BinEdges;
        using JsonDocument sketches = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(release, "reference-sketches.json")));
        foreach (JsonElement sketch in sketches.RootElement.GetProperty("sketches").EnumerateArray())
        {
            Assert.Equal(edges, sketch.GetProperty("binEdges").EnumerateArray().Select(edge => edge.GetDouble()));
            int[] counts = [.. sketch.GetProperty("counts").EnumerateArray().Select(count => count.GetInt32())];
            Assert.Equal(edges.Count - 1, counts.Length);
            Assert.Equal(sketch.GetProperty("count").GetInt32(), counts.Sum());
        }
    }

    private static ModelManifest Manifest(string release) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(release, ModelManifest.FileName)), EdgeJson.Default.ModelManifest)!;

    private static string ActiveRelease(string name)
    {
        byte[] pointer = File.ReadAllBytes(Path.Combine(Store, name, ModelPointer.FileName));
        return Path.Combine(Store, name, JsonSerializer.Deserialize(pointer, EdgeJson.Default.ModelPointer)!.Active);
    }
}
