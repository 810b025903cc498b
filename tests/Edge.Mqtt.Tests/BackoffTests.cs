namespace Edge.Mqtt.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Next_Repeated_DoublesUpToTheLongestWithinHalfByChance()
    {
        var backoff = new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        foreach (double whole in new double[] { 1, 2, 4, 8, 10, 10 })
        {
            Assert.InRange(backoff.Next().TotalSeconds, whole / 2, whole);
        }
    }

    [Fact]
    public void Next_AfterReset_BeginsAgain()
    {
        var backoff = new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        for (int attempt = 0; attempt < 100; attempt++)
        {
            backoff.Next();
        }

        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }
}
