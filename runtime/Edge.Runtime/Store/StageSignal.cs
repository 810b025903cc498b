using System.Threading.Channels;

namespace Edge.Runtime.Store;

/// <summary>
/// Wakes the stage that works on committed rows. The rows are the truth: a lost signal costs time, never work,
/// because every stage also looks by itself at a slow pace.
/// </summary>
internal sealed class StageSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that there may be work. Never blocks; several raises before a wait count as one.</summary>
    public void Raise() => _raised.Writer.TryWrite(true);

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
