using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Jobs;

/// <summary>Starts the inference process and greets it: 1. start, 2. configure, 3. wait until it is ready.</summary>
internal sealed partial class InferenceStarter(
    InferenceProgram program, JobMessageMaker messages, StderrLines stderr, FaultBoard faults, TimeProvider time, ILogger<InferenceStarter> log)
{
    /// <summary>Longest it may take to be ready: native libraries are loaded and privileges dropped.</summary>
    public static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    /// <summary>The same at the lowest priority, at which it gets what others leave.</summary>
    public static readonly TimeSpan ReadyInBackgroundWithin = TimeSpan.FromMinutes(10);

    private const int FailuresUntilDown = 2;

    /// <summary>Starts the process.</summary>
    /// <param name="failures">Failures in a row before; after a few the fault board says that it cannot be started.</param>
    /// <param name="stoppingToken">Ends the waiting.</param>
    /// <param name="configure">Its first message; null for a process that serves.</param>
    /// <param name="isBackground">True: it has the lowest priority.</param>
    /// <returns>The process, ready for jobs; null when it did not come up.</returns>
    public async Task<InferenceProcess?> StartAsync(
        int failures, CancellationToken stoppingToken, ConfigureMessage? configure = null, bool isBackground = false)
    {
        if (await TryStartAsync(isBackground) is not { } process)
        {
            return null;
        }

        bool ready = false;
        try
        {
            ready = await GreetAsync(process, configure, failures, isBackground ? ReadyInBackgroundWithin : ReadyWithin, stoppingToken);
            return ready ? process : null;
        }
        finally
        {
            if (!ready)
            {
                await process.DisposeAsync();
            }
        }
    }

    private async Task<InferenceProcess?> TryStartAsync(bool isBackground)
    {
        try
        {
            // 1.
            return await InferenceProcess.StartAsync(program.File, stderr, time, isBackground);
        }
        catch (IOException exception)
        {
            Fail(FailuresUntilDown, $"{program.File}: {exception.Message}.");
            return null;
        }
    }

    private async Task<bool> GreetAsync(InferenceProcess process, ConfigureMessage? configure, int failures, TimeSpan within, CancellationToken stoppingToken)
    {
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stoppingToken);
        try
        {
            // 2.
            await process.SendAsync(configure ?? messages.Configure(), within, either.Token);

            // 3.
            switch (await process.ReceiveAsync(either.Token))
            {
                case ReadyMessage { ProtocolVersion: ConfigureMessage.CurrentProtocolVersion } ready:
                    LogReady(process.Id, ready.Version, ready.OnnxRuntimeVersion);
                    Report(ready.Faults);
                    return true;
                case ReadyMessage other:
                    Fail(failures, $"It speaks protocol {other.ProtocolVersion}, the runtime {ConfigureMessage.CurrentProtocolVersion}.");
                    return false;
                case null:
                    ProcessEnd end = await process.Ended.WaitAsync(either.Token);
                    Fail(failures, $"It {end.InWords} before it was ready.");
                    return false;
                default:
                    Fail(failures, "It sent another message before it said that it was ready.");
                    return false;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TimeoutException
            || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
        {
            Fail(failures, exception is IOException or UnauthorizedAccessException ? exception.Message : $"It was not ready within {within.TotalSeconds} s.");
            return false;
        }
    }

    private void Report(IReadOnlyList<string> unconfined)
    {
        faults.Clear(FaultCatalogue.InferenceDown);
        if (unconfined.Count > 0)
        {
            faults.Raise(FaultCatalogue.InferenceUnconfined, string.Join(" ", unconfined));
        }
        else
        {
            faults.Clear(FaultCatalogue.InferenceUnconfined);
        }
    }

    private void Fail(int failures, string detail)
    {
        LogFailed(detail);
        if (failures >= FailuresUntilDown)
        {
            faults.Raise(FaultCatalogue.InferenceDown, detail);
        }
    }

    [LoggerMessage(3010, LogLevel.Information, "Inference process {ProcessId} was ready: version {Version}, ONNX Runtime {OnnxRuntimeVersion}")]
    private partial void LogReady(int processId, string version, string onnxRuntimeVersion);

    [LoggerMessage(3011, LogLevel.Error, "The inference process did not come up: {Detail}")]
    private partial void LogFailed(string detail);
}
