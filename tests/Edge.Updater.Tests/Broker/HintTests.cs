using Edge.Runtime.Tests;
using Edge.Updater.Broker;

namespace Edge.Updater.Tests.Broker;

/// <summary>Hints that nobody signs must not keep the device busy.</summary>
public sealed class HintTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Take_WhatWasSaidBefore_IsNoHint()
    {
        var hint = new Hint(_time);
        Assert.Null(hint.Wait);
        hint.Take("a"u8);
        Assert.Equal(TimeSpan.Zero, hint.Wait);
        hint.Heed();

        hint.Take("a"u8);

        Assert.Null(hint.Wait);
    }

    [Fact]
    public void Take_SomethingNewAgainAndAgain_IsWorthALookOnceInAWhile()
    {
        var hint = new Hint(_time);
        hint.Take("a"u8);
        hint.Heed();

        hint.Take("b"u8);
        hint.Take("c"u8);

        Assert.Equal(Hint.Pace, hint.Wait);
        _time.Advance(Hint.Pace);
        Assert.Equal(TimeSpan.Zero, hint.Wait);
        hint.Heed();
        Assert.Null(hint.Wait);
    }
}
