using System.Diagnostics;
using Edge.Contracts;

namespace Edge.Inference.Tests.Protocol;

/// <summary>The real program, started as the runtime starts it.</summary>
internal sealed class InferenceProgram : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private readonly Task<string> _errors;

    private InferenceProgram(Process process)
    {
        Process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>As tools/setup makes it, compiled ahead: most of a start is compiling otherwise, and tests start it often.</summary>
    public static string Executable { get; } = Path.Combine(TestFolders.Repository, "out", "edge-inference");

    public Process Process { get; }

    public Stream Input => Process.StandardInput.BaseStream;

    /// <summary>A configuration that may read <paramref name="readable"/> and write the scratch folder.</summary>
    public static ConfigureMessage Configuration(string scratch, params string[] readable) =>
        new(ConfigureMessage.CurrentProtocolVersion, ["cpu"], Threads: 2, SpinDurationUs: 0, readable, scratch);

    /// <summary>Starts the program.</summary>
    /// <param name="environment">Variables to set besides the test's own.</param>
    /// <param name="before">A program, with arguments, that is to start it.</param>
    public static async Task<InferenceProgram> StartAsync(IReadOnlyDictionary<string, string>? environment = null, params string[] before)
    {
        string[] command = [.. before, Executable];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        // As in the runtime: the thread that starts it lives as long as it does (PR_SET_PDEATHSIG).
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Process process = Process.Start(start)!;
            started.SetResult(process);
            process.WaitForExit();
        });
        thread.IsBackground = true;
        thread.Start();
        return new InferenceProgram(await started.Task);
    }

    /// <summary>Starts the program and takes it to where it serves.</summary>
    public static async Task<(InferenceProgram Program, ReadyMessage Ready)> ServeAsync(
        ConfigureMessage configure, IReadOnlyDictionary<string, string>? environment = null, params string[] before)
    {
        InferenceProgram program = await StartAsync(environment, before);
        await program.SendAsync(configure);
        return (program, await program.ReceiveAsync<ReadyMessage>());
    }

    public async Task SendAsync(RuntimeMessage message) =>
        await MessageFrame.WriteAsync(Input, message, EdgeJson.Default.RuntimeMessage, CancellationToken.None);

    /// <summary>The next message; null at the end.</summary>
    public async Task<InferenceMessage?> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout);
        return await MessageFrame.ReadAsync(Process.StandardOutput.BaseStream, EdgeJson.Default.InferenceMessage, timeout.Token);
    }

    public async Task<T> ReceiveAsync<T>()
        where T : InferenceMessage
    {
        InferenceMessage? message = await ReceiveAsync();
        return message as T ?? throw new InvalidOperationException($"{message?.ToString() ?? $"the end; stderr: {await _errors}"} came instead of {typeof(T).Name}.");
    }

    /// <summary>Runs a job and returns how it ended and the stages it told.</summary>
    public async Task<(JobFinishedMessage Finished, IReadOnlyList<string> Stages)> RunAsync(RunJobMessage job)
    {
        await SendAsync(job);
        var stages = new List<string>();
        while (true)
        {
            switch (await ReceiveAsync<InferenceMessage>())
            {
                case StageMessage stage:
                    stages.Add(stage.Stage);
                    break;
                case ModelLoadedMessage loaded when loaded.ModelDigest == job.ModelDigest:
                    break;
                case JobFinishedMessage finished:
                    return (finished, stages);
                case var other:
                    throw new InvalidOperationException($"{other} came while a job ran.");
            }
        }
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(ExitCode Code, string Errors)> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout);
        await Process.WaitForExitAsync(timeout.Token);
        return ((ExitCode)Process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }
    }
}
