using Edge.Contracts;
using Edge.Updater.Machine;

namespace Edge.Updater.Tests;

/// <summary>When a release agrees with the one that serves: each bound, kept and broken.</summary>
public sealed class ShadowVerdictTests
{
    private static readonly ShadowPlan Plan = UpdateFixture.Plan;

    public static TheoryData<ShadowAgreement, bool> Studies => new()
    {
        { UpdateFixture.Same, true },
        { UpdateFixture.Same with { SameCall = 1 }, false },
        { UpdateFixture.Same with { Probability = new LabelledFigure("nodule", 0.1) }, true },
        { UpdateFixture.Same with { Probability = new LabelledFigure("nodule", 0.11) }, false },
        { UpdateFixture.Same with { Value = new LabelledFigure("age", 0.2) }, true },
        { UpdateFixture.Same with { Value = new LabelledFigure("age", 0.21) }, false },
        { UpdateFixture.Same with { Overlap = new LabelledFigure("lesion", 0.9) }, true },
        { UpdateFixture.Same with { Overlap = new LabelledFigure("lesion", 0.89) }, false },
        { UpdateFixture.Same with { NotCompleted = "Its process exited with code 3.", SameCall = 0, Now = null }, false },
    };

    [Theory]
    [MemberData(nameof(Studies))]
    public void Disagreeing_EachBound_Counts(ShadowAgreement study, bool agrees) => Assert.Equal(agrees ? 0 : 1, Verdict(Plan, study).Disagreeing);

    [Theory]
    [InlineData(10, 1, null)]
    [InlineData(10, 2, "2 of 10 studies disagree with 1.0.0; at most 1 may.")]
    [InlineData(9, 2, "2 of 9 studies disagree with 1.0.0; at most 1 may.")]
    [InlineData(9, 1, null)]
    public void WhyNot_ShareOfTheStudiesDisagrees_SaysSoAsSoonAsItIsSure(int compared, int disagreeing, string? reason)
    {
        ShadowPlan plan = Plan with { LeastStudies = 10, DisagreeShareMax = 0.15 };
        IEnumerable<ShadowAgreement> studies = Enumerable.Range(0, compared).Select(index => index < disagreeing ? UpdateFixture.Other : UpdateFixture.Same);
        string? why = Verdict(plan, [.. studies]).WhyNot("1.0.0");
        Assert.Equal(reason is null, why is null);
        Assert.StartsWith(reason ?? "", why ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void WhyNot_CameToNoResult_SaysWhatHappened()
    {
        string? why = Verdict(Plan, UpdateFixture.Same with { NotCompleted = "Its process exited with code 3.", SameCall = 0, Probability = null, Now = null }).WhyNot("1.0.0");
        Assert.Equal("1 of 1 studies disagree with 1.0.0; at most 0 may. 0 of 2 findings have the same call. 1 came to no result: Its process exited with code 3.", why);
    }

    [Theory]
    [InlineData(150, 300, null)]
    [InlineData(151, 300, "95 of 100 jobs take up to 151 ms; with the release that serves it was 100 ms, and 1.5 times that is allowed.")]
    [InlineData(150, 301, "A job has up to 301 MiB of memory; with the release that serves it was 200 MiB, and 1.5 times that is allowed.")]
    public void WhyNot_SlowerOrGreaterThanAllowed_SaysSo(double ms, double peakMiB, string? reason)
    {
        ShadowAgreement study = UpdateFixture.Same with { Now = new ShadowCost(ms, peakMiB) };
        Assert.Equal(reason, Verdict(Plan, study, study).WhyNot("1.0.0"));

        // One study is too few to say.
        Assert.Null(Verdict(Plan, study).WhyNot("1.0.0"));
    }

    [Fact]
    public void WhyNot_MemoryNotMeasured_SaysNothingOfIt()
    {
        ShadowAgreement study = UpdateFixture.Same with { Was = new ShadowCost(100, null), Now = new ShadowCost(100, 1000) };
        Assert.Null(Verdict(Plan, study, study).WhyNot("1.0.0"));
    }

    private static ShadowVerdict Verdict(ShadowPlan plan, params ShadowAgreement[] studies) =>
        new(plan, studies.Select(static (study, index) => new ShadowStudy($"{index}", index, study)));
}
