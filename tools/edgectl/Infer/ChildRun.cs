using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Offline;

namespace Edge.Ctl.Infer;

/// <summary>
/// Keeps one inference program running and gives it one job after another. A job that ends it costs that attempt and no other; whatever the program does,
/// an attempt takes no longer than its deadline allows.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="configure">The first message to it.</param>
/// <param name="time">Measures deadlines.</param>
internal sealed class ChildRun(string program, ConfigureMessage configure, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Time beyond the deadline: the program ends a job by itself at the deadline; only one that does not is killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private InferenceChild? _child;

    /// <summary>What the program said that it could not set up; empty when all is well or none was started.</summary>
    public IReadOnlyList<string> Faults => _child?.Ready.Faults ?? [];

    /// <summary>Runs a job.</summary>
    /// <returns>The program's last word; or null and how the program ended instead.</returns>
    /// <exception cref="ApplianceException">The program does not start, or cannot write.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The field owns it.")]
    public async Task<(JobFinishedMessage? Finished, string? End)> RunAsync(RunJobMessage job, CancellationToken cancellationToken)
    {
        _child ??= await InferenceChild.StartAsync(program, configure, time, cancellationToken);
        TimeSpan limit = TimeSpan.FromMilliseconds(job.DeadlineMs) + Grace;
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _child.SendAsync(job, either.Token);
            while (true)
            {
                switch (await _child.ReceiveAsync(either.Token))
                {
                    case StageMessage { Stage: "model" }:
                        // Loading has time of its own.
                        late.CancelAfter(limit + RunJobMessage.ModelLoadMax);
                        break;
                    case JobFinishedMessage finished when finished.JobId == job.JobId && finished.FencingToken == job.FencingToken:
                        return (finished, null);
                    case null:
                        return (null, await EndAsync());
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await DropAsync();
            return (null, string.Create(CultureInfo.InvariantCulture, $"gave no answer within its deadline of {job.DeadlineMs / 1000.0} s and was ended"));
        }
        catch (IOException)
        {
            return (null, await EndAsync());
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task<string> EndAsync()
    {
        ChildEnd end = await _child!.EndAsync();
        await DropAsync();
        return end.IsDisk ? throw new ApplianceException($"The inference program {end.InWords}. Free space where --out is, then run again.") : end.InWords;
    }

    private async Task DropAsync()
    {
        if (_child is { } child)
        {
            _child = null;
            await child.DisposeAsync();
        }
    }
}
