using Edge.Contracts;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Numbers and boxes of findings against what a golden case expects, each within its own tolerance.</summary>
public sealed class GoldenFindingsTests
{
    private static readonly CodedConcept Code = new("52988006", "SCT", "Lesion");
    private static readonly GoldenTolerance Tolerance = new(0.01, 0.1) { Value = 0.5, DiameterMm = 1, Mean = 2, BoxPixels = 1.5 };
    private static readonly DetectedBox First = new(0.9, [10, 20], [30, 40]);
    private static readonly DetectedBox Second = new(0.895, [50, 60], [70, 80]);

    public static TheoryData<string, double, bool> Numbers => new()
    {
        { "value", 61.5, true },
        { "value", 62.01, true },
        { "value", 62.03, false },
        { "diameter", 12, true },
        { "diameter", 14.1, false },
        { "mean", -38, true },
        { "mean", -43.5, false },
        { "volume", 5.05, true },
        { "volume", 5.2, false },
        { "probability", 0.805, true },
        { "probability", 0.82, false },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Difference_Number_AgreesWithinItsTolerance(string which, double expected, bool agrees)
    {
        Finding finding = new("lesion", Code, Present: true, Probability: 0.8, OperatingPoint: null, VolumeMl: 5) { Value = 61.52, DiameterMm = 13, Mean = -40 };
        GoldenFinding same = new("lesion", Present: true, Probability: 0.8, VolumeMl: 5);
        GoldenFinding wanted = which switch
        {
            "value" => same with { Value = expected },
            "diameter" => same with { DiameterMm = expected },
            "mean" => same with { Mean = expected },
            "volume" => same with { VolumeMl = expected },
            _ => same with { Probability = expected },
        };
        string? difference = GoldenFindings.Difference(Case(wanted), [finding]);
        Assert.Equal(agrees, difference is null);
        Assert.True(agrees || difference!.StartsWith("the finding 'lesion' has ", StringComparison.Ordinal), difference);
    }

    [Theory]
    [InlineData(61.5)]
    [InlineData(null)]
    public void Difference_NumberWithoutTolerance_MustBeEqual(double? value)
    {
        GoldenCase golden = Case(new GoldenFinding("age", true, null, null) { Value = 61.5 }) with { Tolerance = new GoldenTolerance(0, 0) };
        string? difference = GoldenFindings.Difference(golden, [new Finding("age", Code, true, null, null, null) { Value = value }]);
        Assert.Equal(value is not null, difference is null);
    }

    [Fact]
    public void Difference_BoxesOfNearlyEqualScores_MayComeInEitherOrder()
    {
        Assert.Null(Boxes([First, Second], [Second, First]));
        Assert.Null(Boxes([First], [First with { Min = [11.5, 18.5], Score = 0.909 }]));
    }

    [Fact]
    public void Difference_BoxThatIsMissingOrElsewhere_IsNamed()
    {
        Assert.Equal("the finding 'lesion' has 1 boxes, expected 2.", Boxes([First], [First, Second]));
        Assert.Equal("the finding 'lesion' has 2 boxes, expected 0.", Boxes([First, Second], []));
        Assert.StartsWith("the finding 'lesion' has no box at [10, 20, 32, 40] of score 0.9", Boxes([First], [First with { Max = [32, 40] }]), StringComparison.Ordinal);
        Assert.Contains("within 1.5 pixels", Boxes([First, First], [First, Second]), StringComparison.Ordinal);
        Assert.NotNull(Boxes([First], [First with { Score = 0.88 }]));
        Assert.NotNull(Boxes([First], [First with { Min = [10, 20, 0], Max = [30, 40, 1] }]));
    }

    private static string? Boxes(DetectedBox[] found, DetectedBox[] expected) => GoldenFindings.Difference(
        Case(new GoldenFinding("lesion", true, 0.9, null) { Boxes = expected }), [new Finding("lesion", Code, true, 0.9, 0.5, null) { Boxes = found }]);

    private static GoldenCase Case(params GoldenFinding[] findings) =>
        new("one", ["1.dcm"], new GoldenExpectation(ResultOutcome.Completed, findings, [], []), Tolerance);
}
