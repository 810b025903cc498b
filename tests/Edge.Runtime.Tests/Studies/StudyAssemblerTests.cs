using Edge.Contracts;
using Edge.Runtime.Studies;

namespace Edge.Runtime.Tests.Studies;

public sealed class StudyAssemblerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;

    public StudyAssemblerTests() => _appliance = new TestAppliance(_time);

    private StudyAssembler Assembler => _appliance.Workers<StudyAssembler>()[0];

    [Fact]
    public void CompleteDue_QuietPeriodNotOver_StaysReceiving()
    {
        _appliance.Receive("1.1");
        Assert.Equal(TimeSpan.FromSeconds(10), Assembler.CompleteDue());
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assembler.CompleteDue();
        Assert.Equal("receiving", _appliance.Detail().Summary.State);
    }

    [Fact]
    public void CompleteDue_QuietPeriodOver_CompletesWithReason()
    {
        _appliance.Receive("1.1");
        Assembler.CompleteDue();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(Assembler.CompleteDue());
        StudySummary study = _appliance.Detail().Summary;
        Assert.Equal("routing", study.State);
        Assert.Equal("SCANNER sent nothing more for 10 s", study.CompleteReason);
    }

    [Fact]
    public void CompleteDue_ObjectBetween_StartsAnew()
    {
        _appliance.Receive("1.1");
        Assembler.CompleteDue();
        _time.Advance(TimeSpan.FromSeconds(8));
        _appliance.Receive("1.2");
        Assert.Equal(TimeSpan.FromSeconds(10), Assembler.CompleteDue());
        _time.Advance(TimeSpan.FromSeconds(8));
        Assembler.CompleteDue();
        Assert.Equal("receiving", _appliance.Detail().Summary.State);
    }

    [Fact]
    public void CompleteDue_SenderWithItsOwnPeriod_UsesIt()
    {
        _appliance.Receive("1.1", callingAe: "SLOW");
        Assert.Equal(TimeSpan.FromSeconds(60), Assembler.CompleteDue());
    }

    [Theory]
    [InlineData(-86400)]
    [InlineData(86400)]
    public void CompleteDue_WallClockSetMeanwhile_CountsTimeThatPassed(int bySeconds)
    {
        _appliance.Receive("1.1");
        Assembler.CompleteDue();
        _time.SetWall(_time.GetUtcNow().AddSeconds(bySeconds));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assembler.CompleteDue();
        Assert.Equal("receiving", _appliance.Detail().Summary.State);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assembler.CompleteDue();
        Assert.Equal("routing", _appliance.Detail().Summary.State);
    }

    [Fact]
    public void CompleteDue_ObjectCameLongBeforeTheLook_CountsFromTheObject()
    {
        Assembler.CompleteDue();
        _time.Advance(TimeSpan.FromSeconds(2));
        _appliance.Receive("1.1");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(7), Assembler.CompleteDue());
    }

    [Fact]
    public void CompleteDue_WallClockSetAheadBeforeTheFirstLook_CountsNoMoreThanSinceTheLookBefore()
    {
        Assembler.CompleteDue();
        _appliance.Receive("1.1");
        _time.SetWall(_time.GetUtcNow().AddDays(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(9), Assembler.CompleteDue());
    }

    [Fact]
    public void CompleteDue_AfterRestart_CountsTheSilenceBefore()
    {
        _appliance.Receive("1.1");
        _time.Advance(TimeSpan.FromSeconds(7));
        _appliance.Restart();
        Assert.Equal(TimeSpan.FromSeconds(3), Assembler.CompleteDue());
    }

    [Fact]
    public void Complete_ObjectCameAfterTheLook_RefusesTheOldView()
    {
        _appliance.Receive("1.1");
        ReceivingStudy seen = _appliance.Get<StudyRows>().Receiving()[0];
        _appliance.Receive("1.2");
        Assert.False(_appliance.Get<StudyRows>().Complete(seen, "quiet"));
    }

    public void Dispose() => _appliance.Dispose();
}
