using System.Diagnostics;

namespace Edge.EndToEnd.Tests;

/// <summary>Waits for a condition of another process, which has no signal to give.</summary>
internal static class Poll
{
    /// <summary>Asks until the answer is null, which means done; fails with the last answer when <paramref name="limit"/> has passed.</summary>
    public static async Task UntilAsync(Func<Task<string?>> missing, TimeSpan interval, TimeSpan limit, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (await missing() is { } answer)
        {
            Assert.True(clock.Elapsed < limit, $"After {limit.TotalSeconds} s still: {answer}");
            await Task.Delay(interval, cancellationToken);
        }
    }
}
