using Edge.Contracts;
using Edge.Runtime.Commitment;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Sends the objects of results to every archive, each at its own pace, so that a dead one holds up no other. An object is delivered when the archive has taken it and,
/// where it is asked to commit, has said that it keeps it.
/// </summary>
internal sealed class PacsDelivery(
    DeviceConfig config,
    PacsPeers peers,
    PacsTable table,
    PacsCommitments commitments,
    PacsSending sending,
    PacsFaults faults,
    StageSignals signals,
    CommitmentSignals decisions,
    DiskRetry disk,
    TimeProvider time,
    ILogger<PacsDelivery> log) : BackgroundService
{
    private readonly StageWaiter _decided = decisions.Decided.Join();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await disk.UntilDoneAsync("delivery to archives", Begin, stoppingToken);
            await Task.WhenAll(peers.All.SelectMany(LanesOf).Select(lane => lane.RunAsync(stoppingToken)).Append(SettleAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was under way is in the rows, and sent again.
        }
    }

    private bool Begin()
    {
        table.SetOrphansAside([.. peers.All.Select(peer => peer.Destination)]);
        foreach (PacsPeer peer in peers.All.Where(peer => peer.Config.Commitment is null))
        {
            commitments.Waive(peer.Config.Name);
        }

        return true;
    }

    private IEnumerable<PacsLane> LanesOf(PacsPeer peer) => Enumerable
        .Range(0, peer.Config.Results?.Associations ?? PacsResultsConfig.DefaultAssociations)
        .Select(_ => new PacsLane(peer, config.Dicom.AeTitle, table, commitments, sending, faults, signals, disk, time, log));

    /// <summary>Takes what archives have decided, and asks for what a kill left unasked.</summary>
    private async Task SettleAsync(CancellationToken stoppingToken)
    {
        string[] archives = [.. peers.All.Where(peer => peer.Config.Commitment is not null).Select(peer => peer.Config.Name)];
        while (archives.Length > 0)
        {
            int settled = await disk.UntilDoneAsync("delivery to archives", () => archives.Sum(commitments.Settle), stoppingToken);
            if (settled > 0)
            {
                KillPoint.Reach(KillPoint.Settled);
            }

            if (settled + await disk.UntilDoneAsync("delivery to archives", () => archives.Sum(commitments.Request), stoppingToken) > 0)
            {
                signals.OutboxFilled.Raise();
                continue;
            }

            await _decided.WaitAsync(PacsLane.LongestWait, time, stoppingToken);
        }
    }
}
