using Edge.Runtime.Jobs;

namespace Edge.Runtime.Tests.Jobs;

public sealed class RestartBackoffTests
{
    [Fact]
    public void Failed_AgainAndAgain_DoublesUpToTheLimitWithJitter()
    {
        var backoff = new RestartBackoff();
        double[] expectedMs = [100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000, 30000, 30000];
        foreach (double expected in expectedMs)
        {
            Assert.InRange(backoff.Failed().TotalMilliseconds, expected, expected * 1.2);
        }
    }

    [Fact]
    public void Succeeded_AfterFailures_StartsAnew()
    {
        var backoff = new RestartBackoff();
        backoff.Failed();
        backoff.Failed();
        backoff.Succeeded();
        Assert.Equal(0, backoff.Failures);
        Assert.InRange(backoff.Failed().TotalMilliseconds, 100, 120);
    }
}
