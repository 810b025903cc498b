using Edge.Contracts;
using Edge.Inference.Engine;
using Edge.Inference.Pipeline;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Protocol;

/// <summary>Answers the runtime's messages until it asks for the end or is gone. One job runs at a time.</summary>
/// <param name="channel">The runtime.</param>
/// <param name="runner">Runs jobs.</param>
/// <param name="models">Loads releases.</param>
/// <param name="questions">Answers what is asked about a release.</param>
/// <param name="builder">Tries rungs out; null where there is no engine cache.</param>
internal sealed class MessageLoop(InferenceChannel channel, JobRunner runner, ModelCache models, ModelQuestions questions, EngineBuilder? builder)
{
    /// <summary>Set before a job's last message is sent: the runtime may answer it with the next job before our own thread goes on.</summary>
    private volatile bool _isFree = true;
    private long _lastJobId;
    private long _lastFencingToken;

    /// <summary>Runs until the end.</summary>
    /// <returns>How the process ends.</returns>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        Task<ExitCode?> job = Task.FromResult<ExitCode?>(null);
        while (true)
        {
            Task<RuntimeMessage?> receiving = channel.ReceiveAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(receiving, job.IsCompleted ? receiving : job) == job && await job is { } failed)
            {
                return failed;
            }

            RuntimeMessage? message;
            try
            {
                message = await receiving;
            }
            catch (IOException exception)
            {
                return await RefuseAsync(exception.Message);
            }

            switch (message)
            {
                case RunJobMessage run when _isFree:
                    if (await job is { } ended)
                    {
                        return ended;
                    }

                    job = Start(() => RunJobAsync(run, cancellationToken), cancellationToken);
                    break;
                case VerifyModelMessage or DescribeModelMessage when _isFree:
                    if (await job is { } stopped)
                    {
                        return stopped;
                    }

                    job = Start(() => AnswerAsync(message, cancellationToken), cancellationToken);
                    break;
                case BuildEngineMessage build when _isFree && builder is not null:
                    job = Start(() => BuildAsync(builder, build, cancellationToken), cancellationToken);
                    break;
                case LoadModelMessage load when _isFree:
                    job = Start(() => LoadAsync(load, cancellationToken), cancellationToken);
                    break;
                case ShutdownMessage:
                    return await job ?? ExitCode.Done;
                case null:
                    return ExitCode.ParentGone;
                default:
                    return await RefuseAsync($"{message.GetType().Name} came at a time when it may not.");
            }
        }
    }

    private static async Task<ExitCode> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"edge-inference: the protocol is broken: {reason}");
        return ExitCode.ProtocolBroken;
    }

    /// <summary>Runs a job on a thread of its own, so that messages and the end of the parent are seen meanwhile.</summary>
    private Task<ExitCode?> Start(Func<Task<ExitCode?>> run, CancellationToken cancellationToken)
    {
        _isFree = false;
        return Task.Factory.StartNew(run, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    private Task<ExitCode?> AnswerAsync(RuntimeMessage question, CancellationToken cancellationToken)
    {
        InferenceMessage answer = question is DescribeModelMessage describe
            ? questions.Describe(describe)
            : questions.Verify((VerifyModelMessage)question, report => Send(new GoldenCaseMessage(report)));
        return FinishAsync(answer, cancellationToken);
    }

    /// <returns>How the process ends: it has tried one rung, and what a provider left in it is of no use to another.</returns>
    private async Task<ExitCode?> BuildAsync(EngineBuilder engines, BuildEngineMessage build, CancellationToken cancellationToken)
    {
        EngineTriedMessage tried = engines.Build(build, Send, cancellationToken);
        await channel.SendAsync(tried, cancellationToken);
        return tried.Outcome == EngineTrialOutcome.Hung ? ExitCode.EngineHung : ExitCode.Done;
    }

    /// <returns>How the process ends: it was started for this.</returns>
    private async Task<ExitCode?> LoadAsync(LoadModelMessage load, CancellationToken cancellationToken)
    {
        InferenceMessage answer;
        try
        {
            LoadedModel? model = models.Get(load.ModelDirectory, load.ModelDigest, out _, out string? refusal, static () => { }, cancellationToken);
            answer = model is null ? new ModelRefusedMessage(refusal!) : new ModelLoadedMessage(model.Identity.Digest, model.Engine);
        }
        catch (SessionHungException exception)
        {
            answer = new ModelRefusedMessage(exception.Message, MayPass: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OnnxRuntimeException or NoRungException)
        {
            answer = new ModelRefusedMessage($"The model was not loaded: {exception.Message}", MayPass: true);
        }

        await channel.SendAsync(answer, cancellationToken);
        return ExitCode.Done;
    }

    /// <returns>Null, or how the process must end because the job has no outcome.</returns>
    private async Task<ExitCode?> RunJobAsync(RunJobMessage job, CancellationToken cancellationToken)
    {
        if (job.JobId == _lastJobId && job.FencingToken <= _lastFencingToken)
        {
            string stale = $"The lease {job.FencingToken} of this job is older than {_lastFencingToken}, which already ran here.";
            return await FinishAsync(new JobFinishedMessage(job.JobId, job.FencingToken, ResultOutcome.Failed, stale), cancellationToken);
        }

        (_lastJobId, _lastFencingToken) = (job.JobId, job.FencingToken);
        KillPoint.Reach(KillPoint.InferencePrefix + "received");
        ResultDocument result;
        bool mayPass;
        try
        {
            (result, mayPass) = runner.Run(job, stage => Tell(job, stage), Tell);
        }
        catch (SessionHungException exception)
        {
            await Console.Error.WriteLineAsync($"edge-inference: the model of job {job.JobId} was not loaded: {exception.Message}");
            return ExitCode.EngineHung;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"edge-inference: the result of job {job.JobId} cannot be written: {exception.Message}");
            return ExitCode.ScratchFailed;
        }

        KillPoint.Reach(KillPoint.InferencePrefix + "written");
        return await FinishAsync(new JobFinishedMessage(job.JobId, job.FencingToken, result.Outcome, result.Reason, mayPass), cancellationToken);
    }

    private async Task<ExitCode?> FinishAsync(InferenceMessage finished, CancellationToken cancellationToken)
    {
        _isFree = true;
        await channel.SendAsync(finished, cancellationToken);
        return null;
    }

    private void Tell(LoadedModel model) => Send(new ModelLoadedMessage(model.Identity.Digest, model.Engine));

    private void Tell(RunJobMessage job, string stage)
    {
        Send(new StageMessage(job.JobId, job.FencingToken, stage));
        KillPoint.Reach(KillPoint.InferencePrefix + stage);
    }

    /// <summary>The job's own thread may wait until the message is written.</summary>
    private void Send(InferenceMessage message) => channel.SendAsync(message, CancellationToken.None).GetAwaiter().GetResult();
}
