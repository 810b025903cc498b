using Edge.Runtime.Faults;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Looks at the disk now and then, so that trouble shows, and clears, without an object coming. The kernel tells nobody of either.
/// </summary>
internal sealed class DiskWatch(DiskSpace space, DiskProbe probe, IndexQueue queue, FaultBoard faults, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            space.HasRoom();
            probe.Look();
            LookAtQueue();
            await Task.Delay(Pace, time, stoppingToken);
        }
    }

    private void LookAtQueue()
    {
        if (queue.IsStalled)
        {
            faults.Raise(FaultCatalogue.InboxStalled, $"{queue.Waiting} received objects wait for the database.");
        }
        else
        {
            faults.Clear(FaultCatalogue.InboxStalled);
        }
    }
}
