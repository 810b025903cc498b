using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Contracts.Tests.Releases;

/// <summary>docs/manifest.md, from which others write manifests, names every member and every step, and its examples are read.</summary>
public sealed class ManifestPageTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.Find("docs/manifest.md"));

    public static TheoryData<string> Words =>
    [
        .. Names(typeof(ModelManifest)), .. Names(typeof(AcceptedInput)), .. Names(typeof(ModelOutputs)), .. Names(typeof(OutputTensor)),
        .. Names(typeof(FindingOutput)), .. Names(typeof(SegmentOutput)), .. Names(typeof(ValueOutput)), .. Names(typeof(DetectionOutput)),
        .. Names(typeof(EngineRequirement)), .. Names(typeof(MonitorPlan)), .. Names(typeof(ReferenceSketches)), .. Names(typeof(ReferenceSketch)),
        .. Names(typeof(ImageInput)), .. Names(typeof(AttributeInput)),
        .. EngineRungs.All, "fp32", "fp16", "int8", "sr", "seg", "seg-fractional", "sc", "xyxy", "yxyx", "xywh", "cxcywh", "xyzxyz", "zyxzyx", "cxcyczwhd",
        .. Kinds(typeof(PreprocessStep)), .. Kinds(typeof(PostprocessStep)), .. Kinds(typeof(InputValue)), .. Kinds(typeof(ModelInput)),
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public void Page_NamesEveryMemberAndStep(string name) =>
        Assert.True(Page.Contains($"`{name}`", StringComparison.Ordinal) || Page.Contains($"`{name} {{", StringComparison.Ordinal), $"docs/manifest.md does not say what {name} is.");

    /// <summary>Members of the small objects within others stand in an example in the page: <c>"value": </c>.</summary>
    [Theory]
    [InlineData(typeof(CodedConcept))]
    [InlineData(typeof(Tolerance))]
    [InlineData(typeof(TensorDimension))]
    [InlineData(typeof(ValueRange))]
    public void Page_ShowsEveryMemberOfASmallObject(Type type) =>
        Assert.All(Names(type), name => Assert.Contains($"\"{name}\": ", Page, StringComparison.Ordinal));

    [Fact]
    public void GoldenPage_NamesEveryMemberOfACase()
    {
        string page = File.ReadAllText(RepositoryRoot.Find("docs/golden.md"));
        Type[] types =
        [
            typeof(GoldenCase), typeof(GoldenExpectation), typeof(GoldenFinding), typeof(GoldenSegment), typeof(GoldenProbe), typeof(GoldenTolerance), typeof(GoldenStage),
            typeof(GoldenStatistics), typeof(DetectedBox),
        ];
        Assert.All(types.SelectMany(Names), name => Assert.True(
            page.Contains($"`{name}`", StringComparison.Ordinal) || page.Contains($"\"{name}\":", StringComparison.Ordinal), $"docs/golden.md does not say what {name} is."));
    }

    [Fact]
    public void ResultsPage_NamesThePeaksOfMemory()
    {
        string page = File.ReadAllText(RepositoryRoot.Find("docs/results.md"));
        Assert.All([.. Names(typeof(StagePeaks)), "peakMemory", "timings"], name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_NamesEveryParameterOfEveryStep()
    {
        foreach (JsonTypeInfo step in new[] { typeof(PreprocessStep), typeof(PostprocessStep) }.SelectMany(Derived))
        {
            foreach (JsonPropertyInfo parameter in step.Properties.Where(parameter => parameter.Name != "tensor"))
            {
                Assert.Matches($@"[`{{ ]{parameter.Name}[,}}`\s]", Page);
            }
        }
    }

    [Fact]
    public void Examples_AreRead()
    {
        string[] blocks = Page.Split("    \"preprocess\": ");
        Assert.True(blocks.Length > 3);
        foreach (string block in blocks[1..])
        {
            string json = block[..(block.IndexOf("}]", StringComparison.Ordinal) + 2)];
            Assert.NotEmpty(JsonSerializer.Deserialize<JsonElement[]>(json)!.Select(step => step.Deserialize(EdgeJson.Default.PreprocessStep)));
        }
    }

    private static IEnumerable<string> Names(Type type) => EdgeJson.Default.GetTypeInfo(type)!.Properties.Where(property => property.Get is not null).Select(property => property.Name);

    private static IEnumerable<string> Kinds(Type type) => EdgeJson.Default.GetTypeInfo(type)!.PolymorphismOptions!.DerivedTypes.Select(each => (string)each.TypeDiscriminator!);

    private static IEnumerable<JsonTypeInfo> Derived(Type type) =>
        EdgeJson.Default.GetTypeInfo(type)!.PolymorphismOptions!.DerivedTypes.Select(each => EdgeJson.Default.GetTypeInfo(each.DerivedType)!);
}
