using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Store;

public sealed class StageSignalTests
{
    private readonly ManualTime _time = new();
    private readonly StageSignal _signal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signal_SeveralWait_WakesEach()
    {
        Task first = WaitAsync(_signal.Join());
        Task second = WaitAsync(_signal.Join());
        Task third = _signal.WaitAsync(TimeSpan.FromHours(1), _time, Cancellation);
        _signal.Raise();
        await Task.WhenAll(first, second, third);
    }

    [Fact]
    public async Task Signal_BeforeTheWait_CountsOnceForEach()
    {
        StageWaiter waiter = _signal.Join();
        _signal.Raise();
        _signal.Raise();
        await WaitAsync(waiter);
        Task again = WaitAsync(waiter);
        Assert.False(again.IsCompleted);
        _time.Advance(TimeSpan.FromHours(1));
        await again;
    }

    private Task WaitAsync(StageWaiter waiter) => waiter.WaitAsync(TimeSpan.FromHours(1), _time, Cancellation);
}
