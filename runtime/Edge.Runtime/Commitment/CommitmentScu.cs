using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Commitment;

/// <summary>Storage commitment as its user (PS3.4 J.3): asks every archive that can be asked, each at its own pace, so that a dead one holds up no other.</summary>
internal sealed class CommitmentScu(
    DeviceConfig config,
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
        PacsConfig[] archives = [.. config.Pacs.Where(pacs => pacs.Commitment is not null)];
        try
        {
            await disk.UntilDoneAsync(
                "requests to commit",
                () =>
                {
                    table.GiveUpAllBut([.. archives.Select(pacs => pacs.Name)]);
                    return true;
                },
                stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        signals.Decided.Raise();
        await Task.WhenAll(archives.Select(pacs => AskAsync(pacs, stoppingToken)));
    }

    private async Task AskAsync(PacsConfig pacs, CancellationToken stoppingToken)
    {
        var asker = new CommitmentAsker(pacs, config.Dicom.AeTitle, table, reports, signals, disk, time, log);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
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
                    await signals.Asking(pacs.Name).WaitAsync(wait, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was under way is in the rows, and asked again.
        }
    }
}
