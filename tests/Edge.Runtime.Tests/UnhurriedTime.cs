namespace Edge.Runtime.Tests;

/// <summary>A bench's wall clock, whose timers do not wait: where the pauses between steps are no part of a test.</summary>
internal sealed class UnhurriedTime(TimeProvider wall) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => wall.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, TimeSpan.Zero, period);
}
