using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Engines;

namespace Edge.Runtime.Jobs;

/// <summary>Runs one job on the inference process and tells how that ended. Whatever the process does, it takes no longer than the deadline allows.</summary>
/// <param name="time">Measures the deadline.</param>
/// <param name="log">Where it is told.</param>
/// <param name="engines">Told what models run on, and who died loading one; null: nobody.</param>
internal sealed partial class JobRun(TimeProvider time, ILogger<JobRun> log, EngineBoard? engines = null)
{
    /// <summary>
    /// Time beyond the deadline: the process ends the run by itself at the deadline and writes a failed result; only one that does not is killed.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const string FirstStage = "load";

    private const string ModelStage = "model";

    private static readonly string[] Stages = [ModelStage, FirstStage, "preprocess", "infer", "postprocess", "objects", "write"];
    private static readonly TimeSpan EndWaitMax = TimeSpan.FromSeconds(5);

    /// <summary>Sends the job and waits for its end. On anything but finished the process is gone or must be disposed of.</summary>
    /// <exception cref="OperationCanceledException">The runtime is stopping.</exception>
    public async Task<JobRunEnd> RunAsync(InferenceProcess process, RunJobMessage job, CancellationToken stopping)
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(job.DeadlineMs) + Grace;
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        string stage = FirstStage;
        bool loadsModel = false;
        try
        {
            if (process.HasEnded)
            {
                return JobRunEnd.Interrupted($"{(await process.Ended.WaitAsync(stopping)).InWords} before it was given the job");
            }

            await process.SendAsync(job, limit, either.Token);
            KillPoint.Reach(KillPoint.Sent);
            while (true)
            {
                switch (await process.ReceiveAsync(either.Token))
                {
                    case null:
                        return await EndOfAsync(process, job, stage);
                    case StageMessage entered when entered.JobId == job.JobId && entered.FencingToken == job.FencingToken:
                        stage = Stages.Contains(entered.Stage) ? entered.Stage : stage;
                        if (stage == ModelStage && !loadsModel)
                        {
                            // Loading has time of its own, once.
                            loadsModel = true;
                            limit += RunJobMessage.ModelLoadMax;
                            late.CancelAfter(limit);
                        }

                        LogStage(job.JobId, stage);
                        break;
                    case JobFinishedMessage finished when finished.JobId == job.JobId && finished.FencingToken == job.FencingToken:
                        return finished.MayPass ? JobRunEnd.FinishedForNow(finished.Reason ?? "It failed.") : JobRunEnd.Finished;
                    case ModelLoadedMessage loaded:
                        engines?.Loaded(loaded.ModelDigest, loaded.Engine);
                        break;
                    case { } other:
                        LogIgnored(other.GetType().Name, job.JobId, job.FencingToken);
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is TimeoutException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return Blame(job, stage, string.Create(
                CultureInfo.InvariantCulture,
                $"gave no answer within its deadline of {job.DeadlineMs / 1000.0} s and {(limit.TotalMilliseconds - job.DeadlineMs) / 1000} s more, in stage {stage}, and was ended"));
        }
        catch (IOException exception)
        {
            // The write side breaks when the process has ended; garbage on the read side comes from a process that still runs.
            return process.Ended.IsCompleted
                ? await EndOfAsync(process, job, stage)
                : JobRunEnd.Died($"broke the protocol in stage {stage} and was ended ({exception.Message})");
        }
    }

    /// <summary>The end counts against the job, and, where it was met while the model was loaded, against the rung too.</summary>
    private JobRunEnd Blame(RunJobMessage job, string stage, string reason)
    {
        if (stage == ModelStage)
        {
            engines?.DiedLoading(job.ModelDigest, reason);
        }

        return JobRunEnd.Died(reason);
    }

    private async Task<JobRunEnd> EndOfAsync(InferenceProcess process, RunJobMessage job, string stage)
    {
        try
        {
            ProcessEnd end = await process.Ended.WaitAsync(EndWaitMax, time);
            string what = $"{end.InWords} in stage {stage}";
            return end.IsBlameless ? JobRunEnd.Interrupted(what) : Blame(job, stage, what);
        }
        catch (TimeoutException)
        {
            return JobRunEnd.Died($"closed its side of the protocol in stage {stage} and was ended");
        }
    }

    [LoggerMessage(3030, LogLevel.Debug, "Job {JobId} entered stage {Stage}")]
    private partial void LogStage(long jobId, string stage);

    [LoggerMessage(3031, LogLevel.Warning, "Ignored a {Message} that does not belong to job {JobId} with fencing token {FencingToken}")]
    private partial void LogIgnored(string message, long jobId, long fencingToken);
}
