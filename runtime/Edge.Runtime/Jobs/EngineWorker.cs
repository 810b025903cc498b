using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Engines;
using Edge.Runtime.Faults;
using Edge.Runtime.Releases;
using Edge.Runtime.Routing;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Has every model that a route names tried out on the rungs above the CPU, one at a time, each in a process of its own that serves nothing. Studies run
/// meanwhile on what there is.
/// </summary>
internal sealed partial class EngineWorker(
    DeviceConfig config,
    Derived<RouteTable> table,
    ModelStore models,
    InferenceStarter starter,
    JobMessageMaker messages,
    EngineBoard board,
    EngineCandidates candidates,
    DiskRetry disk,
    TimeProvider time,
    ILogger<EngineWorker> log) : BackgroundService
{
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(5);

    /// <summary>Time beyond the deadline of a build: the process ends it by itself, and says so.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>What ended a process, memory above all, may have passed by then.</summary>
    private static readonly TimeSpan WaitAfterAbort = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan EndWaitMax = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (config.Inference.Rungs.All(rung => rung == EngineRungs.Cpu))
        {
            return;
        }

        await disk.UntilDoneAsync("opening the engine cache", Open, stoppingToken);
        while (true)
        {
            board.Watch(Subjects());
            if (board.Next(out string? skipKey) is var (subject, rung))
            {
                bool ended = await TryAsync(subject, rung, skipKey, stoppingToken);
                await Task.Delay(ended ? TimeSpan.Zero : WaitAfterAbort, time, stoppingToken);
            }
            else
            {
                await Task.Delay(IdleLook, time, stoppingToken);
            }
        }
    }

    private bool Open()
    {
        board.Open();
        return true;
    }

    private IReadOnlyList<EngineSubject> Subjects() =>
    [
        .. table.Now.Routes.Select(route => route.Model).Distinct(StringComparer.Ordinal)
            .Select(models.Active)
            .Where(state => state.Release is not null)
            .Select(state => messages.Subject(state.Release!))
            .Concat(candidates.All()),
    ];

    /// <returns>False when the process ended or had to be ended, or did not come up.</returns>
    private async Task<bool> TryAsync(EngineSubject subject, string rung, string? skipKey, CancellationToken stoppingToken)
    {
        LogBegan(subject.Model, subject.Version, rung);
        board.Began(subject, rung);
        try
        {
            if (await starter.StartAsync(0, stoppingToken, messages.ConfigureBuild(rung)) is { } process)
            {
                return await TryAsync(process, subject, rung, skipKey, stoppingToken);
            }

            board.Stopped(subject, rung);
            return false;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            board.Stopped(subject, rung);
            throw;
        }
    }

    private async Task<bool> TryAsync(InferenceProcess process, EngineSubject subject, string rung, string? skipKey, CancellationToken stoppingToken)
    {
        await using (process)
        {
            var deadline = TimeSpan.FromSeconds((config.Inference.Engine ?? EngineConfig.Default).BuildDeadlineSeconds) + Grace;
            using var late = new CancellationTokenSource(deadline, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stoppingToken);
            try
            {
                await process.SendAsync(new BuildEngineMessage(subject.Directory, subject.Digest, rung, skipKey), deadline, either.Token);
                return await FollowAsync(process, subject, rung, either.Token);
            }
            catch (Exception exception) when (exception is TimeoutException || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                board.Aborted(subject, rung, string.Create(CultureInfo.InvariantCulture, $"It did not end within {deadline.TotalSeconds} s and was ended."));
            }
            catch (IOException exception)
            {
                board.Aborted(subject, rung, $"Its process broke off: {exception.Message}");
            }

            return false;
        }
    }

    private async Task<bool> FollowAsync(InferenceProcess process, EngineSubject subject, string rung, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await process.ReceiveAsync(cancellationToken))
            {
                case EngineStageMessage entered:
                    board.Entered(subject, rung, entered.Stage, entered.Key);
                    break;
                case EngineTriedMessage { Outcome: EngineTrialOutcome.Built or EngineTrialOutcome.Cached, Key: { } key } passed:
                    board.Passed(subject, rung, key);
                    board.Evicted(passed.Evicted ?? []);
                    return true;
                case EngineTriedMessage { Outcome: EngineTrialOutcome.Quarantined }:
                    board.StaysOut(subject, rung);
                    return true;
                case EngineTriedMessage { Outcome: EngineTrialOutcome.Hung } hung:
                    board.Aborted(subject, rung, hung.Reason ?? "It hung.");
                    return false;
                case EngineTriedMessage tried:
                    board.Refused(subject, rung, tried.Key, tried.Reason ?? "It was refused.");
                    return true;
                case null:
                    ProcessEnd end = await process.Ended.WaitAsync(EndWaitMax, time, cancellationToken);
                    board.Aborted(subject, rung, $"Its process {end.InWords}.");
                    return false;
                case { } other:
                    LogIgnored(other.GetType().Name);
                    break;
            }
        }
    }

    [LoggerMessage(3060, LogLevel.Information, "Began to try model {Model} {Version} on {Rung}")]
    private partial void LogBegan(string model, string version, string rung);

    [LoggerMessage(3061, LogLevel.Warning, "Ignored a {Message} while a rung was tried")]
    private partial void LogIgnored(string message);
}
