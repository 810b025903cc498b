using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.FrontDoor;

/// <summary>
/// Writes who was turned away into the audit log, at a bounded rate whatever a port scan does: each sender the first time and then at ten, a hundred and so on, and at most 60
/// entries an hour; what was left out is counted.
/// </summary>
internal sealed class RefusalAudit(AuditLog audit, TimeProvider time)
{
    private const int MaxAnHour = 60;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _hour;
    private int _written;
    private long _leftOut;

    /// <summary>Takes note that a sender was turned away.</summary>
    /// <param name="callingAe">What it calls itself; null: it never said.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="why">Why it was turned away.</param>
    /// <param name="count">How often by now.</param>
    public void Note(string? callingAe, string address, string why, int count)
    {
        long leftOut;
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now - _hour >= Hour)
            {
                (_hour, _written) = (now, 0);
            }

            if (!IsPowerOfTen(count) || _written == MaxAnHour)
            {
                _leftOut++;
                return;
            }

            _written++;
            (leftOut, _leftOut) = (_leftOut, 0);
        }

        string others = leftOut > 0 ? $" {leftOut} refusals before it are not listed." : "";
        audit.Append(new AuditEvent(
            AuditKind.NodeAuthentication, AuditActor.Peer(callingAe, address), $"It was turned away, {count} times by now: {why}{others}", AuditOutcome.MinorFailure));
    }

    private static bool IsPowerOfTen(int count)
    {
        while (count > 1 && count % 10 == 0)
        {
            count /= 10;
        }

        return count == 1;
    }
}
