using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Offline;

/// <summary>
/// The inference program as a child, started and spoken to as an appliance does it. A thread of its own starts it and waits for it, because the kernel
/// sends the death signal that a child asks for when the thread that started it ends.
/// </summary>
internal sealed class InferenceChild : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task<int> _ended;
    private readonly Task<string> _errors;
    private readonly TimeProvider _time;

    private InferenceChild(Process process, Task<int> ended, TimeProvider time)
    {
        _process = process;
        _ended = ended;
        _time = time;
        _errors = LastWords.ReadAsync(process.StandardError);
    }

    /// <summary>What it said of itself.</summary>
    public ReadyMessage Ready { get; private set; } = null!;

    /// <summary>Starts the program and waits until it serves.</summary>
    /// <exception cref="ApplianceException">It does not come up.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns what serves, and what does not is disposed here.")]
    public static async Task<InferenceChild> StartAsync(string program, ConfigureMessage configure, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => StartAndWait(program, started, ended)) { IsBackground = true, Name = "inference program" };
        thread.Start();
        var child = new InferenceChild(await started.Task, ended.Task, time);
        bool serves = false;
        try
        {
            await child.GreetAsync(configure, cancellationToken);
            serves = true;
            return child;
        }
        finally
        {
            if (!serves)
            {
                await child.DisposeAsync();
            }
        }
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="IOException">The program is gone.</exception>
    public ValueTask SendAsync(RuntimeMessage message, CancellationToken cancellationToken) =>
        MessageFrame.WriteAsync(_process.StandardInput.BaseStream, message, EdgeJson.Default.RuntimeMessage, cancellationToken);

    /// <summary>The next message; null when the program closed its side, as it does when it ends.</summary>
    /// <exception cref="IOException">It sent something that is no message.</exception>
    public ValueTask<InferenceMessage?> ReceiveAsync(CancellationToken cancellationToken) =>
        MessageFrame.ReadAsync(_process.StandardOutput.BaseStream, EdgeJson.Default.InferenceMessage, cancellationToken);

    /// <summary>Waits until it has ended, and says how and with which last words.</summary>
    public async Task<ChildEnd> EndAsync()
    {
        try
        {
            int code = await _ended.WaitAsync(EndWithin, _time);
            return new ChildEnd(code, (await _errors.WaitAsync(EndWithin, _time)).Trim());
        }
        catch (TimeoutException)
        {
            Kill();
            return new ChildEnd(null, string.Empty);
        }
    }

    /// <summary>Ends it at once.</summary>
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

    /// <summary>Ends it and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        try
        {
            await Task.WhenAll(_ended, _errors).WaitAsync(EndWithin, _time);
            _process.Dispose();
        }
        catch (TimeoutException)
        {
            // The kernel has not let go of it: leave it to that.
        }
    }

    private static void StartAndWait(string program, TaskCompletionSource<Process> started, TaskCompletionSource<int> ended)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception exception)
        {
            started.SetException(new ApplianceException(
                $"The inference program cannot be started: {program}: {exception.Message}. Install it beside edgectl, or name it with --program.", exception));
            return;
        }

        started.SetResult(process);
        process.WaitForExit();
        ended.SetResult(process.ExitCode);
    }

    private async Task GreetAsync(ConfigureMessage configure, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ReadyWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await SendAsync(configure, either.Token);
            Ready = await ReceiveAsync(either.Token) switch
            {
                ReadyMessage { ProtocolVersion: ConfigureMessage.CurrentProtocolVersion } ready => ready,
                ReadyMessage other => throw new ApplianceException(
                    $"The inference program speaks protocol {other.ProtocolVersion}, edgectl {ConfigureMessage.CurrentProtocolVersion}. Install both from one release."),
                null => throw new ApplianceException($"The inference program {(await EndAsync()).InWords} before it was ready."),
                _ => throw new ApplianceException("The inference program sent another message before it said that it was ready."),
            };
        }
        catch (IOException)
        {
            throw new ApplianceException($"The inference program {(await EndAsync()).InWords} before it was ready.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApplianceException($"The inference program was not ready within {ReadyWithin.TotalSeconds} s.");
        }
    }
}
