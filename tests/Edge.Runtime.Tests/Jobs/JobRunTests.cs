using Edge.Contracts;
using Edge.Runtime.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Jobs;

public sealed class JobRunTests : ILogger<JobRun>, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly TestAppliance _appliance;
    private readonly TaskCompletionSource _messageSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobRunTests() => _appliance = new TestAppliance(_time, routes: TestAppliance.Route("ct", "double", "Modality", "CT"));

    [Theory]
    [InlineData("hang", 40, "gave no answer within its deadline of 30 s and 10 s more, in stage infer, and was ended")]
    [InlineData("only-stale-token", 40, "gave no answer within its deadline of 30 s and 10 s more, in stage load, and was ended")]
    [InlineData("hang-loading", 340, "gave no answer within its deadline of 30 s and 310 s more, in stage model, and was ended")]
    public async Task RunAsync_NoAnswer_EndsAfterDeadlineAndGrace(string behaviour, int seconds, string reason)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        RunJobMessage message = Message(behaviour);
        await using InferenceProcess process = await StartAsync(cancellationToken);
        Task<JobRunEnd> run = new JobRun(_time, this).RunAsync(process, message, cancellationToken);
        await _messageSeen.Task.WaitAsync(cancellationToken);
        _time.Advance(TimeSpan.FromSeconds(seconds) - Step);
        Assert.False(run.IsCompleted);
        _time.Advance(Step);
        Assert.Equal(JobRunEnd.Died(reason), await run);
        Assert.False(process.Ended.IsCompleted);
    }

    [Fact]
    public async Task RunAsync_ProcessEndedBefore_DoesNotCountAgainstTheJob()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        RunJobMessage message = Message("finish");
        await using InferenceProcess process = await StartAsync(cancellationToken);
        process.Kill();
        await process.Ended.WaitAsync(cancellationToken);
        Assert.Equal(
            JobRunEnd.Interrupted("was ended by signal 9 (SIGKILL, as when memory runs out) before it was given the job"),
            await new JobRun(_time, this).RunAsync(process, message, cancellationToken));
    }

    public void Dispose() => _appliance.Dispose();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    /// <summary>Every message of the double is logged, as a stage or as ignored.</summary>
    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messageSeen.TrySetResult();

    private RunJobMessage Message(string behaviour)
    {
        _appliance.AddRelease("double", UnitKind.Series, deadlineSeconds: 30, behaviour: $"{{\"default\": \"{behaviour}\"}}");
        _appliance.Receive("1.1");
        _appliance.Recover();
        _appliance.CompleteAndPlan();
        JobLease lease = _appliance.Get<JobLeases>().Lease()!;
        string scratch = Directory.CreateDirectory(Path.Combine(_appliance.Data.Scratch, "1-1")).FullName;
        return _appliance.Get<JobMessageMaker>().Run(lease, scratch).Message!;
    }

    private async Task<InferenceProcess> StartAsync(CancellationToken cancellationToken)
    {
        InferenceProcess process = await InferenceProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Jobs", "fake-inference"), new StderrLines(_time, NullLogger<StderrLines>.Instance), _time);
        await process.SendAsync(_appliance.Get<JobMessageMaker>().Configure(), Step, cancellationToken);
        Assert.IsType<ReadyMessage>(await process.ReceiveAsync(cancellationToken));
        return process;
    }
}
