namespace Edge.Runtime.Tests;

/// <summary>A clock that stands still until a test moves it. It makes no timers.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by) => _now += by;
}
