using System.Threading.Channels;

namespace Edge.Runtime.Store;

/// <summary>One who waits for a <see cref="StageSignal"/>.</summary>
internal sealed class StageWaiter
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Ends the wait, or the next one.</summary>
    internal void Wake() => _raised.Writer.TryWrite(true);

    /// <summary>Waits until raised or until <paramref name="atMost"/> has passed.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _raised.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The limit passed: the stage looks by itself.
        }
    }
}
