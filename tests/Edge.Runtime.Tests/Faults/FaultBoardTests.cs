using Edge.Runtime.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Faults;

public sealed class FaultBoardTests : IDisposable
{
    private static readonly Fault Cause = new("cause", "Cause", Fault.Error, "It causes another.", "Mend it.");
    private static readonly Fault Effect = new("effect", "Effect", Fault.Warning, "It is caused.", "Mend the cause.") { HiddenBy = ["cause"] };
    private static readonly Fault Slow = new("slow", "Slow", Fault.Warning, "It lasts.", "Wait.") { ShowAfter = TimeSpan.FromSeconds(30), ClearAfter = TimeSpan.FromSeconds(60) };

    private readonly ManualTime _time = new();
    private readonly FaultBoard _board;
    private int _told;

    public FaultBoardTests()
    {
        _board = new FaultBoard(_time, NullLogger<FaultBoard>.Instance);
        _board.Changed += (_, _) => _told++;
    }

    [Fact]
    public void Raised_WithoutDelay_ShowsAtOnceWithMeaningAndAdvice()
    {
        _board.Raise(Cause, "seen");
        Contracts.FaultView shown = Assert.Single(_board.Current);
        Assert.Equal(("cause", "Cause", "error", "seen", "Mend it.", "It causes another."), (shown.Code, shown.Title, shown.Severity, shown.Detail, shown.Action, shown.Meaning));
        Assert.Equal(1, _told);
    }

    [Fact]
    public void Cleared_ByOneOfTwoWhoSeeIt_StaysUntilTheOtherDoesToo()
    {
        _board.Raise(Cause, "results are refused", "results");
        _board.Raise(Cause, "metrics are refused", "metrics");
        _board.Clear(Cause, "results");
        _board.Clear(Cause, "results");
        _board.Clear(Cause, "events");
        Assert.Equal("metrics are refused", Assert.Single(_board.Current).Detail);
        Assert.True(_board.IsRaised(Cause));

        _board.Clear(Cause, "metrics");
        Assert.Empty(_board.Current);
    }

    [Fact]
    public void Raised_ThatPassesSooner_IsNeverSeen()
    {
        _board.Raise(Slow, "seen");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(_board.Current);
        _board.Clear(Slow);
        _time.Advance(TimeSpan.FromSeconds(120));
        Assert.Empty(_board.Current);
        Assert.Equal(0, _told);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public void ClockThatIsSet_ChangesNoDelay(int days)
    {
        _board.Raise(Slow, "seen");
        _time.SetWall(_time.GetUtcNow().AddDays(days));
        Assert.Empty(_board.Current);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(_board.Current);
        _board.Clear(Slow);
        _time.SetWall(_time.GetUtcNow().AddDays(days));
        Assert.Single(_board.Current);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(_board.Current);
    }

    [Fact]
    public void Raised_ThatLasts_ShowsByItselfSinceItBegan()
    {
        DateTimeOffset began = _time.GetUtcNow();
        _board.Raise(Slow, "seen");
        Assert.True(_board.IsRaised(Slow));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, _told);
        Assert.Equal(began, Assert.Single(_board.Current).Since);
    }

    [Fact]
    public void Clear_ThatComesBack_WasNeverGone()
    {
        DateTimeOffset began = _time.GetUtcNow();
        _board.Raise(Slow, "first");
        _time.Advance(TimeSpan.FromSeconds(30));
        _board.Clear(Slow);
        Assert.False(_board.IsRaised(Slow));
        _time.Advance(TimeSpan.FromSeconds(59));
        _board.Raise(Slow, "again");
        _time.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal((began, "again"), (Assert.Single(_board.Current).Since, _board.Current[0].Detail));
    }

    [Fact]
    public void Clear_ForGood_DisappearsByItself()
    {
        _board.Raise(Slow, "seen");
        _time.Advance(TimeSpan.FromSeconds(30));
        _board.Clear(Slow);
        _board.Clear(Slow);
        Assert.Single(_board.Current);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, _told);
        Assert.Empty(_board.Current);
    }

    [Fact]
    public void Raised_WhatAnotherCauses_IsHiddenWhileThatIsShown()
    {
        _board.Raise(Effect, "seen");
        _board.Raise(Cause, "seen");
        Assert.Equal("cause", Assert.Single(_board.Current).Code);
        Assert.Equal("effect", Assert.Single(_board.Hidden).Code);
        _board.Clear(Cause);
        Assert.Equal("effect", Assert.Single(_board.Current).Code);
        Assert.Empty(_board.Hidden);
    }

    [Fact]
    public void Raised_SameDetail_ChangesNothing()
    {
        _board.Raise(Cause, "seen");
        long changes = _board.Changes;
        _board.Raise(Cause, "seen");
        Assert.Equal(changes, _board.Changes);
        _board.Raise(Cause, "more");
        Assert.Equal(changes + 1, _board.Changes);
    }

    [Fact]
    public void ClearAll_OfWhatSeveralHaveSeen_IsGone()
    {
        _board.Raise(Cause, "seen", "one");
        _board.Raise(Cause, "seen", "other");
        _board.Clear(Cause, "one");
        Assert.Single(_board.Current);
        _board.ClearAll(Cause);
        Assert.Empty(_board.Current);
        Assert.False(_board.IsRaised(Cause));
    }

    public void Dispose() => _board.Dispose();
}
