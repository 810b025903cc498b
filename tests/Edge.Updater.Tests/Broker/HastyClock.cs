namespace Edge.Updater.Tests.Broker;

/// <summary>The system's clock, whose timers ring ten times as soon.</summary>
internal sealed class HastyClock : TimeProvider
{
    private const int Haste = 10;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Haste : dueTime, period);
}
