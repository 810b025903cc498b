using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;
using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>
/// One run of the inference process: messages out, messages in, and its end. A thread of its own starts it and waits for it, because the
/// kernel sends the death signal a child asks for (PR_SET_PDEATHSIG) when the thread that started it ends.
/// </summary>
internal sealed class InferenceProcess : IAsyncDisposable
{
    private const int MessagesWaitingMax = 64;

    // Of coreutils, which no distribution is without.
    private const string Nice = "/usr/bin/nice";
    private const string LowestPriority = "19";

    private static readonly TimeSpan EndWaitMax = TimeSpan.FromSeconds(10);

    private static int _starts;

    private readonly Process _process;
    private readonly StderrLines _stderr;
    private readonly TimeProvider _time;
    private readonly Task<ProcessEnd> _ended;
    private readonly Task _reading;
    private readonly Task _forwarding;
    private readonly Channel<InferenceMessage> _messages = Channel.CreateBounded<InferenceMessage>(
        new BoundedChannelOptions(MessagesWaitingMax) { SingleReader = true, SingleWriter = true });

    private InferenceProcess(Process process, Task<ProcessEnd> ended, StderrLines stderr, TimeProvider time)
    {
        _process = process;
        _stderr = stderr;
        _time = time;
        _ended = ended;
        _reading = ReadAsync();
        _forwarding = stderr.ForwardAsync(process.StandardError.BaseStream);
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Completes when it has ended.</summary>
    public Task<ProcessEnd> Ended => _ended;

    /// <summary>True once it has ended, also before <see cref="Ended"/> tells.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="stderr">Takes what it prints.</param>
    /// <param name="time">Measures how long its end is waited for.</param>
    /// <param name="isBackground">True: every thread of it has the lowest priority.</param>
    /// <exception cref="IOException">It cannot be started, for example because it is not installed.</exception>
    public static async Task<InferenceProcess> StartAsync(string program, StderrLines stderr, TimeProvider time, bool isBackground = false)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<ProcessEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => StartAndWait(program, isBackground, started, ended)) { IsBackground = true, Name = "inference process" };
        thread.Start();
        return new InferenceProcess(await started.Task, ended.Task, stderr, time);
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    /// <exception cref="TimeoutException">It did not take the message in time.</exception>
    public Task SendAsync(RuntimeMessage message, TimeSpan atMost, CancellationToken cancellationToken) => MessageFrame
        .WriteAsync(_process.StandardInput.BaseStream, message, EdgeJson.Default.RuntimeMessage, CancellationToken.None)
        .AsTask()
        .WaitAsync(atMost, _time, cancellationToken);

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message; null when the process closed its side, as it does when it ends.</returns>
    /// <exception cref="IOException">It sent something that is no message.</exception>
    public async Task<InferenceMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _messages.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            return closed.InnerException is null ? null : throw new IOException(closed.InnerException.Message, closed.InnerException);
        }
    }

    /// <summary>Ends it at once (SIGKILL); nothing happens where it has ended.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself meanwhile.
        }
    }

    /// <summary>Kills it and waits until it and everything that reads from it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        _messages.Writer.TryComplete();

        // Late: something it started holds its pipes open, or the kernel has not let go of it; those are left to it. What the process sent must not end who reads it.
        await Task.WhenAll(_ended, _reading, _forwarding).WaitAsync(EndWaitMax, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_reading.Exception is { } fault)
        {
            _stderr.TellFault(fault);
        }

        _ = ReleaseAsync();
    }

    /// <summary>An end that is wanted of the inference process comes once: a job may go on in the next one.</summary>
    private static ProcessStartInfo StartOf(string program, bool isBackground)
    {
        // A priority that is set once it runs would be that of one thread.
        var start = new ProcessStartInfo(isBackground ? Nice : program, isBackground ? ["-n", LowestPriority, program] : [])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Interlocked.Increment(ref _starts) > 1)
        {
            start.Environment.Remove(KillPoint.Variable);
        }

        return start;
    }

    private static void StartAndWait(string program, bool isBackground, TaskCompletionSource<Process> started, TaskCompletionSource<ProcessEnd> ended)
    {
        Process? process;
        try
        {
            process = Process.Start(StartOf(program, isBackground));
        }
        catch (Win32Exception exception)
        {
            started.SetException(new IOException(exception.Message, exception));
            return;
        }

        started.SetResult(process!);
        process!.WaitForExit();
        ended.SetResult(new ProcessEnd(process.ExitCode));
    }

    /// <summary>Lets go of it once the thread that waits for it has read its exit code: that thread may come back after the wait was given up.</summary>
    private async Task ReleaseAsync()
    {
        await _ended;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await MessageFrame.ReadAsync(_process.StandardOutput.BaseStream, EdgeJson.Default.InferenceMessage, CancellationToken.None) is { } message)
            {
                await _messages.Writer.WriteAsync(message, CancellationToken.None);
            }

            _messages.Writer.TryComplete();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or ChannelClosedException)
        {
            _messages.Writer.TryComplete(exception);
        }
        finally
        {
            // Whoever waits for a message learns of the end, whatever it was.
            _messages.Writer.TryComplete();
        }
    }
}
