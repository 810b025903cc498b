using Edge.Contracts;
using Edge.Runtime.Commitment;
using Edge.Runtime.Faults;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Sends the objects of results to every archive, each at its own pace, so that a dead one holds up no other. An object is delivered when the archive has taken it and,
/// where it is asked to commit, has said that it keeps it. An archive that is changed while it runs gets the object that is on its way before the change counts.
/// </summary>
internal sealed class PacsDelivery(
    RunningConfig config,
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
        var lanes = new ArchiveWork(config, static _ => true, FollowAsync, RunLanesAsync, time);
        Task[] both = [lanes.RunAsync(stoppingToken), SettleAsync(stoppingToken)];
        try
        {
            await await Task.WhenAny(both);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was under way is in the rows, and sent again.
            await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken) => await DoneAsync(() => table.SetOrphansAside([.. peers.All.Select(peer => peer.Destination)]), stoppingToken);

    private async Task RunLanesAsync(PacsConfig pacs, CancellationToken retired, CancellationToken stoppingToken)
    {
        if (pacs.Commitment is null)
        {
            await DoneAsync(() => commitments.Waive(pacs.Name), stoppingToken);
        }

        if (peers.Find(OutboxDestination.Pacs(pacs.Name)) is { } peer)
        {
            await Task.WhenAll(LanesOf(peer).Select(lane => lane.RunAsync(retired, stoppingToken)));
        }
    }

    private async Task DoneAsync(Action work, CancellationToken stoppingToken) => await disk.UntilDoneAsync(
        "delivery to archives",
        () =>
        {
            work();
            return true;
        },
        stoppingToken);

    private IEnumerable<PacsLane> LanesOf(PacsPeer peer) => Enumerable
        .Range(0, peer.Config.Results?.Associations ?? PacsResultsConfig.DefaultAssociations)
        .Select(_ => new PacsLane(peer, config.Current.Dicom.AeTitle, table, commitments, sending, faults, signals, disk, time, log));

    /// <summary>Takes what archives have decided, and asks for what a kill left unasked.</summary>
    private async Task SettleAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            string[] archives = [.. peers.All.Where(peer => peer.Config.Commitment is not null).Select(peer => peer.Config.Name)];
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
