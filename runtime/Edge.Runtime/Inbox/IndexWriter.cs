using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Inbox;

/// <summary>Writes waiting rows a moment after the first began to wait, so that one transaction takes all that came meanwhile.</summary>
internal sealed class IndexWriter(IndexQueue queue, DiskRetry disk, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdleLook = TimeSpan.FromSeconds(5);

    /// <summary>Writes what is left. What cannot be written is found by the next start.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            queue.WritePending();
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            // The fault is raised already, and the files are there.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await queue.RowWaits.WaitAsync(IdleLook, time, stoppingToken);
            await Task.Delay(Gathering, time, stoppingToken);
            await disk.UntilDoneAsync("writing the index of the inbox", Write, stoppingToken);
        }
    }

    private bool Write()
    {
        KillPoint.Reach(KillPoint.Received);
        queue.WritePending();
        KillPoint.Reach(KillPoint.Indexed);
        return true;
    }
}
