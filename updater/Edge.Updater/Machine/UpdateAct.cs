using System.Diagnostics.CodeAnalysis;
using Edge.Updater.Journal;

namespace Edge.Updater.Machine;

/// <summary>An act that is under way. It can be ended before it is done, and it can be waited for.</summary>
/// <param name="update">The update, as it was when the act began.</param>
/// <param name="cancellation">The agent stops.</param>
[SuppressMessage("Design", "CA1001", Justification = "End disposes of it; whoever interrupts may hold the act longer.")]
internal sealed class UpdateAct(UpdateRow update, CancellationToken cancellation)
{
    private readonly CancellationTokenSource _interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The update, as it was when the act began.</summary>
    public UpdateRow Update => update;

    /// <summary>Cancelled when the act is to end.</summary>
    public CancellationToken Token => _interrupted.Token;

    /// <summary>Completes when the act does nothing any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Has it end.</summary>
    public void Interrupt()
    {
        try
        {
            _interrupted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was done just now.
        }
    }

    /// <summary>It does nothing any more.</summary>
    public void End()
    {
        _interrupted.Dispose();
        _ended.TrySetResult();
    }
}
