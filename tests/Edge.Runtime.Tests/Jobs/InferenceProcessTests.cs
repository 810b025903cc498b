using Edge.Runtime.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Jobs;

public sealed class InferenceProcessTests
{
    private const int KilledExitCode = 137;

    private readonly ManualTime _time = new();

    [Fact]
    public async Task DisposeAsync_GivesUpBeforeTheProcessEnded_ItsEndIsStillTold()
    {
        InferenceProcess process = await InferenceProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"), new StderrLines(_time, NullLogger<StderrLines>.Instance), _time);
        ValueTask disposing = process.DisposeAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await disposing;
        ProcessEnd end = await process.Ended.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(KilledExitCode, end.ExitCode);
    }
}
