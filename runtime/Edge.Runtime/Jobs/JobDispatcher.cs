using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Results;
using Edge.Runtime.Store;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Keeps one inference process running and gives it one job after another. A job that ends the process is tried again after others, and set
/// aside when it has done so too often.
/// </summary>
internal sealed partial class JobDispatcher(
    DeviceConfig config,
    DataDirectory data,
    InferenceStarter starter,
    JobLeases leases,
    QueuedReleases releases,
    ScratchReserve reserve,
    ScratchSweep sweep,
    JobMessageMaker messages,
    JobRun run,
    RunningJob running,
    ResultCommit commit,
    Quarantine quarantine,
    StageSignals signals,
    FaultBoard faults,
    DiskRetry disk,
    TimeProvider time,
    ILogger<JobDispatcher> log) : BackgroundService
{
    private const int DoublingsMax = 8;

    /// <summary>A failure that may pass, as a model that was not loaded for want of memory, is the result when it is met so often.</summary>
    private const int TriesMax = 3;

    /// <summary>A process that has run for so long is well: the fault that told of its start is cleared.</summary>
    private static readonly TimeSpan WellAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ModelWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetryWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstFailureWait = TimeSpan.FromSeconds(3);

    private readonly RestartBackoff _backoff = new();
    private readonly Interruptions _interruptions = new();
    private bool _isCancelled;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            InferenceProcess? process = await starter.StartAsync(_backoff.Failures, stoppingToken);
            if (process is not null)
            {
                await using (process)
                {
                    await ServeAsync(process, stoppingToken);
                }

                // The process is gone, and can no longer write what is removed here.
                sweep.Sweep();
                if (_isCancelled)
                {
                    _isCancelled = false;
                    continue;
                }

                faults.Raise(FaultCatalogue.InferenceRestarting, "It ended while the appliance was running.");
            }

            await Task.Delay(_backoff.Failed(), time, stoppingToken);
        }
    }

    /// <summary>Gives jobs to the process until it has to be replaced.</summary>
    private async Task ServeAsync(InferenceProcess process, CancellationToken stoppingToken)
    {
        long began = time.GetTimestamp();
        while (!process.Ended.IsCompleted)
        {
            if (time.GetElapsedTime(began) > WellAfter)
            {
                ReportWell();
            }

            JobLease? lease = await disk.UntilDoneAsync("giving out jobs", LeaseNext, stoppingToken);
            if (lease is null)
            {
                await WaitForWorkAsync(process, stoppingToken);
            }
            else if (!await RunOrGiveBackAsync(process, lease, stoppingToken))
            {
                return;
            }
        }
    }

    private void ReportWell()
    {
        _backoff.Succeeded();
        faults.Clear(FaultCatalogue.InferenceRestarting);
    }

    private JobLease? LeaseNext()
    {
        reserve.Demand();
        return leases.Lease() is { } lease ? releases.Follow(lease) : null;
    }

    /// <summary>Runs a leased job. When the runtime is stopped the job goes back as it came: what is left leased counts as having taken the runtime down.</summary>
    private async Task<bool> RunOrGiveBackAsync(InferenceProcess process, JobLease lease, CancellationToken stoppingToken)
    {
        try
        {
            return await RunAsync(process, lease, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            try
            {
                leases.GiveBack(lease.Identity, null, TimeSpan.Zero, died: false);
            }
            catch (Exception exception) when (DiskTrouble.IsDisk(exception))
            {
                LogNotGivenBack(lease.Identity.JobId, exception.Message);
            }

            throw;
        }
    }

    /// <summary>Runs a leased job and commits how it ended.</summary>
    /// <returns>False when the process has to be replaced.</returns>
    private async Task<bool> RunAsync(InferenceProcess process, JobLease lease, CancellationToken stoppingToken)
    {
        string scratch = Path.Combine(
            data.Scratch, string.Create(CultureInfo.InvariantCulture, $"{lease.Identity.JobId}-{lease.Identity.FencingToken}"));
        if (lease.Deaths >= config.Inference.MaxDeaths || lease.Restarts >= Quarantine.RestartsMax)
        {
            await disk.UntilDoneAsync("setting a job aside", () => Done(() => quarantine.SetAside(lease, scratch)), stoppingToken);
            LogQuarantined(lease.Identity.JobId, lease.Unit.StudyInstanceUid, lease.Deaths, lease.Restarts, lease.LastFailure);
            return true;
        }

        (RunJobMessage? message, string? problem) = messages.Run(lease, scratch);
        if (message is null)
        {
            LogWaits(lease.Identity.JobId, problem);
            await GiveBackAsync(lease, problem!, ModelWait, died: false, stoppingToken);
            return true;
        }

        await disk.UntilDoneAsync("preparing a job", () => Directory.CreateDirectory(scratch), stoppingToken);
        KillPoint.Reach(KillPoint.Leased);
        long began = time.GetTimestamp();
        JobRunEnd end = await RunAsync(process, message, stoppingToken);
        if (end.Kind == JobRunEndKind.FinishedForNow)
        {
            if (lease.Failures + 1 < TriesMax)
            {
                await TryAgainAsync(lease, scratch, end.Reason, stoppingToken);
                return true;
            }

            // It does not pass: the failure is the result.
            end = JobRunEnd.Finished;
        }

        if (end.Kind == JobRunEndKind.Finished)
        {
            KillPoint.Reach(KillPoint.Finished);
            end = await CommitAsync(lease, scratch, began, stoppingToken);
        }

        if (end.Kind != JobRunEndKind.Interrupted)
        {
            _interruptions.Forget(lease.Identity.JobId);
        }

        if (end.Kind == JobRunEndKind.Finished)
        {
            ReportWell();
            return true;
        }

        if (end.Kind == JobRunEndKind.Cancelled)
        {
            LogCancelled(lease.Identity.JobId, lease.Unit.StudyInstanceUid);
            _isCancelled = true;
            return false;
        }

        LogEnded(lease.Identity.JobId, lease.Unit.StudyInstanceUid, end.Reason);
        bool died = end.Kind == JobRunEndKind.Died;
        TimeSpan wait = died
            ? RestartBackoff.Jittered(FirstRetryWait * (1 << Math.Min(lease.Deaths, DoublingsMax)))
            : _interruptions.Next(lease.Identity.JobId);
        await GiveBackAsync(lease, $"The inference process {end.Reason}.", wait, died, stoppingToken, yields: true);
        return false;
    }

    private async Task<JobRunEnd> RunAsync(InferenceProcess process, RunJobMessage message, CancellationToken stoppingToken)
    {
        using CancellationTokenSource end = running.Begin(message.JobId, stoppingToken);
        try
        {
            return await run.RunAsync(process, message, end.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return JobRunEnd.Cancelled;
        }
        finally
        {
            running.Ended();
        }
    }

    /// <summary>What it wrote goes, and the job waits, longer each time.</summary>
    private async Task TryAgainAsync(JobLease lease, string scratch, string reason, CancellationToken stoppingToken)
    {
        LogMayPass(lease.Identity.JobId, lease.Failures + 1, TriesMax, reason);
        await disk.UntilDoneAsync("clearing a failed attempt", () => Done(() => Directory.Delete(scratch, recursive: true)), stoppingToken);
        TimeSpan wait = RestartBackoff.Jittered(FirstFailureWait * (1 << Math.Min(lease.Failures, DoublingsMax)));
        await disk.UntilDoneAsync(
            "giving a job back", () => Done(() => leases.GiveBack(lease.Identity, reason, wait, died: false, failed: true)), stoppingToken);
    }

    private async Task<JobRunEnd> CommitAsync(JobLease lease, string scratch, long began, CancellationToken stoppingToken)
    {
        try
        {
            ResultDocument? document = await disk.UntilDoneAsync("committing a result", () => commit.Commit(lease.Identity, scratch, "done"), stoppingToken);
            if (document is not null)
            {
                LogCommitted(lease.Identity.ResultId, lease.Identity.JobId, document.Outcome, time.GetElapsedTime(began).TotalMilliseconds);
            }

            return JobRunEnd.Finished;
        }
        catch (InvalidDataException exception)
        {
            return JobRunEnd.Died($"said that it had finished without a valid result and was ended ({exception.Message})");
        }
    }

    private Task<bool> GiveBackAsync(JobLease lease, string reason, TimeSpan wait, bool died, CancellationToken stoppingToken, bool yields = false) => disk.UntilDoneAsync(
        "giving a job back", () => Done(() => leases.GiveBack(lease.Identity, reason, wait, died, yields: yields)), stoppingToken);

    private async Task WaitForWorkAsync(InferenceProcess process, CancellationToken stoppingToken)
    {
        TimeSpan next = await disk.UntilDoneAsync("looking for jobs", leases.NextIn, stoppingToken) ?? IdleLook;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task waiting = signals.JobQueued.WaitAsync(next < IdleLook ? next : IdleLook, time, ended.Token);
        await Task.WhenAny(waiting, process.Ended);
        await ended.CancelAsync();
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stoppingToken.ThrowIfCancellationRequested();
    }

    private static bool Done(Action act)
    {
        act();
        return true;
    }

    [LoggerMessage(3050, LogLevel.Information, "Committed result {ResultId} of job {JobId}: {Outcome} after {ElapsedMs} ms")]
    private partial void LogCommitted(string resultId, long jobId, ResultOutcome outcome, double elapsedMs);

    [LoggerMessage(3051, LogLevel.Warning, "Job {JobId} of study {StudyUid} did not finish: the inference process {Reason}")]
    private partial void LogEnded(long jobId, string studyUid, string reason);

    [LoggerMessage(3052, LogLevel.Error, "Job {JobId} of study {StudyUid} was set aside after {Deaths} deaths and {Restarts} restarts: {Reason}")]
    private partial void LogQuarantined(long jobId, string studyUid, int deaths, int restarts, string? reason);

    [LoggerMessage(3056, LogLevel.Warning, "Job {JobId} was not given back; it counts as having run when the appliance went down: {Reason}")]
    private partial void LogNotGivenBack(long jobId, string reason);

    [LoggerMessage(3053, LogLevel.Warning, "Job {JobId} waits: {Reason}")]
    private partial void LogWaits(long jobId, string? reason);

    [LoggerMessage(3055, LogLevel.Information, "Job {JobId} of study {StudyUid} was cancelled while it ran; the inference process is replaced")]
    private partial void LogCancelled(long jobId, string studyUid);

    [LoggerMessage(3054, LogLevel.Warning, "Job {JobId} failed for a reason that may pass, {Failures} of {TriesMax} times: {Reason}")]
    private partial void LogMayPass(long jobId, int failures, int triesMax, string reason);
}
