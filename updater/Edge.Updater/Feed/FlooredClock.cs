using Edge.Updater.Journal;

namespace Edge.Updater.Feed;

/// <summary>
/// The time that expiry is judged by: the larger of the system clock and a floor that is kept across starts. The floor rises whenever metadata that had
/// not expired was trusted, never beyond that metadata's life, so that a clock that ran ahead once does not poison it.
/// </summary>
/// <param name="system">The system clock.</param>
/// <param name="journal">Keeps the floor.</param>
/// <param name="built">When this program was built: time has passed since.</param>
internal sealed class FlooredClock(TimeProvider system, UpdateJournal journal, DateTimeOffset built) : TimeProvider
{
    private const string FloorMark = "clock-floor";

    /// <summary>Clocks differ a little; so much less than the floor is no trouble.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    /// <summary>False when the system clock is behind the floor: nothing may be installed until it is set.</summary>
    public bool IsSure => system.GetUtcNow() >= Floor - Leeway;

    /// <inheritdoc/>
    public override long TimestampFrequency => system.TimestampFrequency;

    /// <summary>Time that is known to have passed.</summary>
    public DateTimeOffset Floor
    {
        get
        {
            DateTimeOffset kept = DateTimeOffset.FromUnixTimeMilliseconds(journal.Mark(FloorMark) ?? 0);
            return kept > built ? kept : built;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        DateTimeOffset now = system.GetUtcNow();
        DateTimeOffset floor = Floor;
        return now > floor ? now : floor;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => system.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        system.CreateTimer(callback, state, dueTime, period);

    /// <summary>Raises the floor to now, after metadata that lives now was trusted.</summary>
    public void Trust() => journal.SetMark(FloorMark, GetUtcNow().ToUnixTimeMilliseconds());
}
