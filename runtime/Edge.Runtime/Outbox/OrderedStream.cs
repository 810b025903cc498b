using Edge.Runtime.Faults;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Delivers the rows of one destination in the order of their commits. A row that is not taken stops the stream until it is: what follows
/// it was perhaps taken already and is sent again after it, so that a receiver that forgets repetitions sees the order.
/// </summary>
/// <param name="destination">Destination of the rows.</param>
/// <param name="table">The rows.</param>
/// <param name="send">Tries to deliver one row; called in order, for a whole window at once.</param>
/// <param name="disk">Waits where the disk is in trouble.</param>
/// <param name="faults">Where it says that the receiver takes nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class OrderedStream(
    string destination,
    OutboxTable table,
    Func<OutboxRow, CancellationToken, Task<DeliveryOutcome>> send,
    DiskRetry disk,
    FaultBoard faults,
    TimeProvider time)
{
    /// <summary>Rows on their way at once.</summary>
    public const int Window = 16;

    /// <summary>How often the stream looks by itself.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private Fault? _raised;

    /// <summary>Delivers what is due.</summary>
    /// <returns>How long until it is worth another look; zero when there may be more now.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OutboxRow> rows = await disk.UntilDoneAsync("reading the outbox", () => table.Waiting(destination, Window), cancellationToken);
        if (rows.Count == 0)
        {
            return LongestWait;
        }

        // Longer than any backoff is a clock that was set back: the row is not to wait for that.
        TimeSpan early = TimeSpan.FromMilliseconds(rows[0].NotBefore - time.GetUtcNow().ToUnixTimeMilliseconds());
        if (early > TimeSpan.Zero && early <= DeliveryBackoff.Longest)
        {
            return early < LongestWait ? early : LongestWait;
        }

        // A row that was not taken before goes alone, so that a receiver in trouble is not sent a whole window each time.
        OutboxRow[] due = [.. rows.Take(rows[0].Attempts > 0 ? 1 : Window)];
        DeliveryOutcome[] outcomes = await Task.WhenAll(due.Select(row => send(row, cancellationToken)));
        int delivered = outcomes.TakeWhile(outcome => outcome.Delivered).Count();
        if (delivered > 0)
        {
            long[] ids = [.. due.Take(delivered).Select(row => row.Id)];
            await disk.UntilDoneAsync("marking what was delivered", () => table.Deliver(destination, ids), cancellationToken);
            Clear();
        }

        return delivered == due.Length ? TimeSpan.Zero : await PostponeAsync(due[delivered], outcomes[delivered], cancellationToken);
    }

    private async Task<TimeSpan> PostponeAsync(OutboxRow row, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        TimeSpan wait = DeliveryBackoff.After(row.Attempts);
        await disk.UntilDoneAsync("marking what was not taken", () => table.Postpone(row, outcome.Reason!, wait), cancellationToken);
        if (_raised != outcome.Fault)
        {
            Clear();
        }

        _raised = outcome.Fault;
        faults.Raise(outcome.Fault!, outcome.Reason!);
        return wait;
    }

    private void Clear()
    {
        if (_raised is { } raised)
        {
            faults.Clear(raised);
            _raised = null;
        }
    }
}
