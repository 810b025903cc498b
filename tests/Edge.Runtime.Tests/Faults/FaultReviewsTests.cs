using Edge.Runtime.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Faults;

public sealed class FaultReviewsTests
{
    private const int StepsMax = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClockSetBack_ReviewsGoOnAtTheirPace()
    {
        var time = new ManualTime();
        int looks = 0;
        using var reviews = new FaultReviews([new FaultReview("a test", TimeSpan.FromSeconds(10), () => Interlocked.Increment(ref looks))], time, NullLogger<FaultReviews>.Instance);
        await reviews.StartAsync(Cancellation);
        await UntilAsync(1);
        time.SetWall(time.GetUtcNow().AddDays(-400));
        await UntilAsync(3);
        await reviews.StopAsync(Cancellation);

        async Task UntilAsync(int wanted)
        {
            for (int step = 0; step < StepsMax && Volatile.Read(ref looks) < wanted; step++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(1, Cancellation);
            }

            Assert.True(Volatile.Read(ref looks) >= wanted);
        }
    }
}
