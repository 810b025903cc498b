using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Jobs;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Jobs;

public sealed class StuckStudiesTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;

    public StuckStudiesTests()
    {
        _appliance = new TestAppliance(_time, routes: TestAppliance.Route("ct", "double", "Modality", "CT"));
        _appliance.AddRelease("double", UnitKind.Series);
        _appliance.Receive("1.1");
        _appliance.Recover();
    }

    private IReadOnlyList<FaultView> Faults => _appliance.Get<FaultBoard>().Current;

    [Fact]
    public void Look_CompleteAndNeverPlanned_ShowsAfterTenMinutes_AndClearsOncePlanned()
    {
        Assert.True(_appliance.Get<StudyRows>().Complete(TestAppliance.Study, "an operator said so"));
        Look(TimeSpan.FromMinutes(9));
        Assert.Empty(Faults);
        Look(TimeSpan.FromMinutes(2));
        Assert.Equal("study-stuck", Assert.Single(Faults).Code);
        Assert.DoesNotContain(TestAppliance.Study, Faults[0].Detail, StringComparison.Ordinal);
        _appliance.Plan();
        Look(TimeSpan.Zero);
        Assert.Empty(Faults);
    }

    [Fact]
    public void Look_JobDueAndNothingEnds_ShowsAfterAnHour_AndClearsWhenItIsGone()
    {
        _appliance.CompleteAndPlan();
        Look(TimeSpan.FromMinutes(59));
        Assert.Empty(Faults);
        Look(TimeSpan.FromMinutes(2));
        Assert.Contains("1 jobs are due", Assert.Single(Faults).Detail, StringComparison.Ordinal);
        Assert.Null(_appliance.Get<JobCancel>().Cancel(1));
        Look(TimeSpan.Zero);
        Assert.Empty(Faults);
    }

    public void Dispose() => _appliance.Dispose();

    private void Look(TimeSpan after)
    {
        _time.Advance(after);
        _appliance.Get<StuckStudies>().Look();
    }
}
