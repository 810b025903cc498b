using Edge.Contracts;
using Edge.Runtime.Stow;

namespace Edge.Runtime.Tests.Stow;

public sealed class StowGateTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Pay_FasterThanAllowed_Waits()
    {
        StowGate gate = Gate(1);
        Assert.Equal(TimeSpan.Zero, gate.Pay("A", 1 << 20));
        Assert.Equal(TimeSpan.FromSeconds(0.5), gate.Pay("A", 1 << 19));
        Assert.Equal(TimeSpan.Zero, gate.Pay("B", 1 << 20));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.FromSeconds(0.25), gate.Pay("A", 1 << 18));
    }

    [Fact]
    public void Pay_AfterAPause_AllowsABurstOfASecond()
    {
        StowGate gate = Gate(1);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, gate.Pay("A", 1 << 20));
        Assert.Equal(TimeSpan.FromSeconds(1), gate.Pay("A", 1 << 20));
    }

    [Fact]
    public void Pay_NoLimit_NeverWaits() => Assert.Equal(TimeSpan.Zero, Gate(null).Pay("A", int.MaxValue));

    [Fact]
    public void TryEnter_AsManyAsConfigured()
    {
        StowGate gate = Gate(null);
        Assert.True(gate.TryEnter());
        Assert.True(gate.TryEnter());
        Assert.False(gate.TryEnter());
        gate.Leave();
        Assert.True(gate.TryEnter());
    }

    private StowGate Gate(double? maxMiBPerSecond) => new(
        new StowConfig
        {
            Listener = null,
            MaxRequests = 2,
            MaxParts = 10,
            MaxRequestMiB = 1,
            MaxRequestSeconds = 10,
            MinKiBPerSecond = 1,
            MaxMiBPerSecond = maxMiBPerSecond,
        },
        _time);
}
