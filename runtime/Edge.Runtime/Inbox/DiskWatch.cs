namespace Edge.Runtime.Inbox;

/// <summary>Looks at the free space now and then, so that a full disk shows, and clears, without an object coming. The kernel tells nobody of it.</summary>
internal sealed class DiskWatch(DiskSpace space, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            space.HasRoom();
            await Task.Delay(Pace, time, stoppingToken);
        }
    }
}
