using Edge.Runtime.Faults;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Delivers the messages of one stream in the order of their numbers. A message that is not taken stops the stream until it is: what follows it was perhaps taken already
/// and is sent again after it, so that a receiver that forgets repetitions sees the order. With acknowledgement what was taken stays until central operations have it, and
/// is sent again from the oldest on after a new connection, or when nothing is acknowledged for long.
/// </summary>
/// <param name="destination">Destination of the rows.</param>
/// <param name="isAcknowledged">False: a message is delivered once the broker has taken it.</param>
/// <param name="table">The rows.</param>
/// <param name="send">Tries to deliver one message; called in order, for a whole window at once.</param>
/// <param name="disk">Waits where the disk is in trouble.</param>
/// <param name="faults">Where it says that the receiver takes nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class OrderedStream(
    string destination,
    bool isAcknowledged,
    StreamTable table,
    Func<OutboxRow, CancellationToken, Task<DeliveryOutcome>> send,
    DiskRetry disk,
    FaultBoard faults,
    TimeProvider time)
{
    /// <summary>Rows on their way at once.</summary>
    public const int Window = 16;

    /// <summary>Numbers that are sent beyond the oldest that is not acknowledged.</summary>
    public const int MostAhead = 1024;

    /// <summary>How often the stream looks by itself.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Wait for an acknowledgement before what is unacknowledged is sent again; doubled each time, up to <see cref="DeliveryBackoff.Longest"/>.</summary>
    public static readonly TimeSpan FirstResend = TimeSpan.FromSeconds(30);

    private Fault? _raised;
    private long _sentUpTo;
    private long _lastProgress;
    private TimeSpan _resend = FirstResend;

    /// <summary>Delivers what is due.</summary>
    /// <returns>How long until it is worth another look; zero when there may be more now.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        await disk.UntilDoneAsync("numbering what goes out", () => table.Number(destination), cancellationToken);
        await RewindIfForgottenAsync(cancellationToken);
        IReadOnlyList<OutboxRow> rows = await disk.UntilDoneAsync("reading the outbox", () => table.Next(destination, _sentUpTo, Window), cancellationToken);
        if (rows.Count == 0 || rows[0].Sequence - rows[0].Oldest >= MostAhead)
        {
            return _sentUpTo > 0 ? FirstResend : LongestWait;
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
        int taken = outcomes.TakeWhile(outcome => outcome.Delivered).Count();
        if (taken > 0)
        {
            await TakenAsync(due[taken - 1].Sequence, cancellationToken);
        }

        return taken == due.Length ? TimeSpan.Zero : await PostponeAsync(due[taken], outcomes[taken], cancellationToken);
    }

    /// <summary>Central operations have every message up to this number.</summary>
    public async Task AcknowledgeAsync(long upTo, CancellationToken cancellationToken)
    {
        if (await disk.UntilDoneAsync("marking what was acknowledged", () => table.Deliver(destination, upTo), cancellationToken) > 0)
        {
            _lastProgress = time.GetTimestamp();
            _resend = FirstResend;
            ClearIf(FaultCatalogue.ResultsUnacknowledged);
        }
    }

    /// <summary>What was taken and not acknowledged may be lost: it is sent again, the oldest first.</summary>
    public void Rewind() => _sentUpTo = 0;

    /// <summary>It sends nothing any more: what it said on the fault board is over.</summary>
    public void ClearFaults() => ClearIf(_raised);

    private async Task TakenAsync(long upTo, CancellationToken cancellationToken)
    {
        if (isAcknowledged)
        {
            if (_sentUpTo == 0)
            {
                _lastProgress = time.GetTimestamp();
            }

            _sentUpTo = upTo;
        }
        else
        {
            await disk.UntilDoneAsync("marking what was delivered", () => table.Deliver(destination, upTo), cancellationToken);
        }

        ClearIf(FaultCatalogue.ResultsUnread, FaultCatalogue.BrokerRefuses);
    }

    private async Task RewindIfForgottenAsync(CancellationToken cancellationToken)
    {
        if (_sentUpTo > 0 && time.GetElapsedTime(_lastProgress) >= _resend)
        {
            IReadOnlyList<OutboxRow> oldest = await disk.UntilDoneAsync("reading the outbox", () => table.Next(destination, 0, 1), cancellationToken);
            if (oldest.Count > 0 && oldest[0].Sequence <= _sentUpTo)
            {
                Raise(FaultCatalogue.ResultsUnacknowledged, $"{destination}: nothing was acknowledged for {_resend.TotalSeconds:0} s");
                _resend = _resend * 2 < DeliveryBackoff.Longest ? _resend * 2 : DeliveryBackoff.Longest;
            }

            Rewind();
        }
    }

    private async Task<TimeSpan> PostponeAsync(OutboxRow row, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        TimeSpan wait = DeliveryBackoff.After(row.Attempts);
        await disk.UntilDoneAsync("marking what was not taken", () => table.Postpone(row, outcome.Reason!, wait), cancellationToken);
        Raise(outcome.Fault!, outcome.Reason!);
        return wait;
    }

    private void Raise(Fault fault, string detail)
    {
        if (_raised != fault)
        {
            ClearIf(_raised);
        }

        _raised = fault;
        faults.Raise(fault, detail, destination);
    }

    private void ClearIf(params ReadOnlySpan<Fault?> any)
    {
        if (_raised is { } raised && any.Contains(raised))
        {
            faults.Clear(raised, destination);
            _raised = null;
        }
    }
}
