using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Commitment;

/// <summary>Storage commitment as its user (PS3.4 J.3): asks every archive that can be asked, each at its own pace, so that a dead one holds up no other.</summary>
internal sealed class CommitmentScu(
    RunningConfig config,
    CommitmentTable table,
    ArchiveReports reports,
    CommitmentSignals signals,
    CommitmentFaults faults,
    DiskRetry disk,
    TimeProvider time,
    ILogger<CommitmentScu> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await new ArchiveWork(config, static pacs => pacs.Commitment is not null, FollowAsync, AskAsync, time).RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was under way is in the rows, and asked again.
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await disk.UntilDoneAsync(
            "requests to commit",
            () =>
            {
                table.GiveUpAllBut([.. config.Current.Pacs.Where(pacs => pacs.Commitment is not null).Select(pacs => pacs.Name)]);
                return true;
            },
            stoppingToken);
        signals.Decided.Raise();
    }

    private async Task AskAsync(PacsConfig pacs, CancellationToken retired, CancellationToken stoppingToken)
    {
        var asker = new CommitmentAsker(pacs, config.Current.Dicom.AeTitle, table, reports, signals, disk, time, log);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(retired, stoppingToken);
        while (!retired.IsCancellationRequested)
        {
            TimeSpan wait = await asker.TurnAsync(stoppingToken);
            await disk.UntilDoneAsync(
                "looking at requests to commit",
                () =>
                {
                    faults.Review();
                    return true;
                },
                stoppingToken);
            if (wait > TimeSpan.Zero)
            {
                await signals.Asking(pacs.Name).WaitAsync(wait, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
    }
}
