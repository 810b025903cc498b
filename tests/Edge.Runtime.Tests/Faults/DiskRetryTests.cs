using Edge.Runtime.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Faults;

public sealed class DiskRetryTests : IDisposable
{
    private const int NoSpace = 28;
    private const int InputOutput = 5;

    private readonly ManualTime _time = new();
    private readonly FaultBoard _faults;
    private readonly DiskRetry _retry;
    private int _attempts;

    public DiskRetryTests()
    {
        _faults = new FaultBoard(_time, NullLogger<FaultBoard>.Instance);
        _retry = new DiskRetry(_faults, _time, NullLogger<DiskRetry>.Instance);
    }

    [Theory]
    [InlineData(NoSpace, "disk-full")]
    [InlineData(InputOutput, "disk-failing")]
    public async Task UntilDoneAsync_DiskInTrouble_SaysSoAndResumesByItself(int errno, string fault)
    {
        Task<int> work = _retry.UntilDoneAsync("working", () => ++_attempts < 3 ? throw new IOException("no", errno) : _attempts, CancellationToken.None);
        Assert.Equal(fault, Assert.Single(_faults.Current).Code);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(fault, Assert.Single(_faults.Current).Code);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(3, await work);
        Assert.Empty(_faults.Current);
    }

    [Fact]
    public async Task UntilDoneAsync_OtherFailure_PassesThrough() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => _retry.UntilDoneAsync<int>("working", () => throw new InvalidOperationException("a broken invariant"), CancellationToken.None));

    public void Dispose() => _faults.Dispose();
}
