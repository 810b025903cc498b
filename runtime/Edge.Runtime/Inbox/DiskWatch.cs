namespace Edge.Runtime.Inbox;

/// <summary>
/// Looks at the disk now and then, so that trouble shows, and clears, without an object coming. The kernel tells nobody of either.
/// </summary>
internal sealed class DiskWatch(DiskSpace space, DiskProbe probe, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            space.HasRoom();
            probe.Look();
            await Task.Delay(Pace, time, stoppingToken);
        }
    }
}
