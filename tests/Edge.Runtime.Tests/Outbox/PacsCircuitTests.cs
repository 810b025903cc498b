using Edge.Runtime.Outbox;

namespace Edge.Runtime.Tests.Outbox;

public sealed class PacsCircuitTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void TryEnter_AfterFailures_LetsOneInOnceTheWaitIsOver()
    {
        var circuit = new PacsCircuit(_time);
        Assert.True(circuit.TryEnter(out _));
        circuit.Failed("nobody answers");
        circuit.Leave();
        Assert.False(circuit.TryEnter(out TimeSpan wait));
        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal("nobody answers", circuit.Trouble);

        _time.Advance(wait);
        Assert.True(circuit.TryEnter(out _));
        Assert.False(circuit.TryEnter(out _));
        Assert.True(circuit.Took());
        circuit.Leave();
        Assert.True(circuit.TryEnter(out _) && circuit.TryEnter(out _));
        Assert.Null(circuit.Trouble);
    }

    [Fact]
    public void Failed_AgainAndAgain_WaitsTwiceAsLongUpToFiveMinutes()
    {
        var circuit = new PacsCircuit(_time);
        double longest = 0;
        for (int failure = 0; failure < 20; failure++)
        {
            circuit.Failed("nobody answers");
            Assert.False(circuit.TryEnter(out TimeSpan wait));
            longest = Math.Min(300, 2 * Math.Pow(2, failure));
            Assert.InRange(wait.TotalSeconds, longest / 2, longest);
        }

        Assert.Equal(300, longest);
        circuit.TryNow();
        Assert.True(circuit.TryEnter(out _));
    }

    [Fact]
    public void Rejections_CountInARow()
    {
        var circuit = new PacsCircuit(_time);
        circuit.Failed("rejected", isRejection: true);
        circuit.Failed("rejected", isRejection: true);
        Assert.Equal(2, circuit.Rejections);
        circuit.Failed("nobody answers");
        Assert.Equal(0, circuit.Rejections);
        circuit.Failed("rejected", isRejection: true);
        circuit.Accepted();
        Assert.Equal(0, circuit.Rejections);
    }
}
