using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Commitment;

/// <summary>
/// Tells scanners what came of their requests: on the association of the request while it lives, else on a new one to the address configured for the AE
/// title, again and again until it is taken or given up. A scanner may be told twice: the report is owed until its answer is stored.
/// </summary>
internal sealed partial class CommitmentReporter(
    RunningConfig config,
    ReportTable table,
    LiveRequesters live,
    CommitmentSignals signals,
    CommitmentFaults faults,
    DiskRetry disk,
    TimeProvider time,
    ILogger<CommitmentReporter> log) : BackgroundService
{
    /// <summary>Tells what is due: several scanners at once, each one thing after the other.</summary>
    /// <returns>How long until it is worth another look.</returns>
    internal async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ReportRow> due = await StoredAsync(() => table.Due(CommitmentLimits.ReportsPerTurn, CommitmentLimits.ReportsPerScanner), cancellationToken);
        await Parallel.ForEachAsync(
            due.GroupBy(report => report.CallingAe, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = CommitmentLimits.ReportersAtOnce, CancellationToken = cancellationToken },
            async (reports, token) =>
            {
                string? away = null;
                foreach (ReportRow report in reports)
                {
                    away = await TellAsync(report, away, token);
                }
            });
        long? next = await StoredAsync(
            () =>
            {
                faults.Review();
                return table.NextAt();
            },
            cancellationToken);
        TimeSpan wait = next is { } at ? TimeSpan.FromMilliseconds(at - time.GetUtcNow().ToUnixTimeMilliseconds()) : CommitmentLimits.LongestLook;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < CommitmentLimits.LongestLook ? wait : CommitmentLimits.LongestLook;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                TimeSpan wait = await TurnAsync(stoppingToken);
                if (wait > TimeSpan.Zero)
                {
                    await signals.Decided.WaitAsync(wait, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was under way is still owed.
        }
    }

    /// <summary>Tells a scanner one thing, unless it is known to be away: to find that out again for each would hold up all others.</summary>
    /// <returns>Why the scanner cannot be reached; null when it can.</returns>
    private async Task<string?> TellAsync(ReportRow report, string? away, CancellationToken cancellationToken)
    {
        string? retrieveAeTitle = config.Current.Pacs.FirstOrDefault(pacs => pacs.Name == report.Pacs)?.AeTitle;
        CommitmentResult result = await StoredAsync(() => table.Result(report, retrieveAeTitle), cancellationToken);
        (string? trouble, bool isAway) = away is null ? await TellThereAsync(report, result, cancellationToken) : (away, true);
        if (trouble is null)
        {
            LogTold(report.CallingAe, report.CommitmentId, result.Committed.Count, result.Failed.Count);
            await StoredAsync(() => Done(() => table.Told(report)), cancellationToken);
            return null;
        }

        long age = time.GetUtcNow().ToUnixTimeMilliseconds() - report.DoneAt;
        bool isLast = report.Attempts + 1 >= CommitmentAsker.LeastTries && age >= (config.Current.Dicom.Commitment?.GiveUpSeconds ?? 0) * 1000;
        LogNotTold(report.CallingAe, report.CommitmentId, trouble, isLast);
        await StoredAsync(
            () => Done(() =>
            {
                if (isLast)
                {
                    table.GiveUp(report, trouble);
                }
                else
                {
                    table.Postpone(report, trouble, RetryWait.After(report.Attempts));
                }
            }),
            cancellationToken);
        return isAway ? trouble : null;
    }

    /// <summary>No trouble when the scanner has it, else why not, and whether that is so for everything it is to be told.</summary>
    private async Task<(string? Trouble, bool IsAway)> TellThereAsync(ReportRow report, CommitmentResult result, CancellationToken cancellationToken)
    {
        if (live.Take(report.CommitmentId) is { } channel
            && await channel.ReportAsync(result, CommitmentLimits.ReportAnswer, time, cancellationToken) is { Status.IsFailure: false })
        {
            return (null, false);
        }

        if (config.Current.Dicom.Commitment?.Requesters.TryGetValue(report.CallingAe, out RequesterConfig? requester) is not true)
        {
            return ($"its association is over, and dicom.commitment.requesters has no address of {report.CallingAe}", false);
        }

        try
        {
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(
                PacsAssociation.Options(requester!, report), time, cancellationToken);
            DimseAnswer answer = await association.ReportCommitmentAsync(result, cancellationToken);
            if (association.IsOpen)
            {
                await association.ReleaseAsync(cancellationToken);
            }

            return (answer.Status.IsFailure ? $"it answered {answer.Status}" : null, false);
        }
        catch (Exception failed) when (failed is DicomAssociationException or TlsFileException or InvalidOperationException)
        {
            return (failed.Message, true);
        }
    }

    private Task<T> StoredAsync<T>(Func<T> work, CancellationToken cancellationToken) => disk.UntilDoneAsync("reports on storage commitment", work, cancellationToken);

    private static bool Done(Action work)
    {
        work();
        return true;
    }

    [LoggerMessage(10030, LogLevel.Information, "Told {CallingAe} about commitment {Commitment}: {Committed} instances committed, {Failed} not")]
    private partial void LogTold(string callingAe, long commitment, int committed, int failed);

    [LoggerMessage(10031, LogLevel.Warning, "{CallingAe} could not be told about commitment {Commitment}: {Reason} (given up: {IsLast})")]
    private partial void LogNotTold(string callingAe, long commitment, string reason, bool isLast);
}
