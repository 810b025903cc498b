using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Commitment;

/// <summary>Asks one archive: what is due, again what it did not report on in time, and no more what took too long.</summary>
internal sealed partial class CommitmentAsker(
    PacsConfig pacs, string ownAeTitle, CommitmentTable table, ArchiveReports reports, CommitmentSignals signals, DiskRetry disk, TimeProvider time, ILogger log)
{
    /// <summary>Times that an archive is tried before time alone can end it: a clock that jumps ends nothing.</summary>
    public const int LeastTries = 3;

    private readonly PacsCommitmentConfig _commitment = pacs.Commitment!;

    private TimeSpan ReportWait => TimeSpan.FromSeconds(_commitment.ReportSeconds);

    /// <summary>One look: (1) what is overdue becomes due again, or is given up; (2) what is due is asked; (3) reports are awaited.</summary>
    /// <returns>How long until it is worth another look.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        // 1.
        IReadOnlyList<CommitmentRow> overdue = await StoredAsync(
            () => table.Overdue(pacs.Name, ReportWait, CommitmentLimits.RequestsPerAssociation), cancellationToken);
        foreach (CommitmentRow row in overdue)
        {
            string reason = string.Create(CultureInfo.InvariantCulture, $"{pacs.AeTitle} took the request and did not report in {_commitment.ReportSeconds} seconds");
            await AgainAsync(row, reason, () => table.AskAgain(row.Id, reason), cancellationToken);
        }

        // 2. and 3.
        IReadOnlyList<CommitmentRow> due = await StoredAsync(() => table.Due(pacs.Name, CommitmentLimits.RequestsPerAssociation), cancellationToken);
        if (due.Count > 0)
        {
            await AskAllAsync(due, cancellationToken);
        }

        long? next = await StoredAsync(() => table.NextAt(pacs.Name), cancellationToken);
        TimeSpan wait = next is { } at ? TimeSpan.FromMilliseconds(at - time.GetUtcNow().ToUnixTimeMilliseconds()) : CommitmentLimits.LongestLook;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < CommitmentLimits.LongestLook ? wait : CommitmentLimits.LongestLook;
    }

    private async Task AskAllAsync(IReadOnlyList<CommitmentRow> due, CancellationToken cancellationToken)
    {
        var open = new Queue<CommitmentRow>(due);
        try
        {
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(
                PacsAssociation.Options(pacs, ownAeTitle), time, cancellationToken);
            if (!association.Contexts.Any(context => context.IsAccepted))
            {
                await association.ReleaseAsync(cancellationToken);
                await PostponeAllAsync(open, $"{pacs.AeTitle} does not offer storage commitment to us", cancellationToken);
                return;
            }

            var asked = new List<long>();
            while (open.TryPeek(out CommitmentRow? row))
            {
                if (await AskAsync(association, row, cancellationToken))
                {
                    asked.Add(row.Id);
                }

                open.Dequeue();
            }

            await AwaitReportsAsync(association, asked, cancellationToken);
            if (association.IsOpen)
            {
                await association.ReleaseAsync(cancellationToken);
            }
        }
        catch (Exception failed) when (failed is DicomAssociationException or TlsFileException)
        {
            LogFailed(pacs.AeTitle, failed.Message);
            await PostponeAllAsync(open, failed.Message, cancellationToken);
        }
    }

    /// <summary>Asks for what is undecided, under a new Transaction UID (PS3.4 J.3.2.1.1). True when the archive has taken the request.</summary>
    private async Task<bool> AskAsync(DicomAssociation association, CommitmentRow row, CancellationToken cancellationToken)
    {
        string transactionUid = DicomUid.FromUuid(Guid.NewGuid());
        IReadOnlyList<SopReference> instances = await StoredAsync(
            () =>
            {
                IReadOnlyList<SopReference> undecided = table.Undecided(row.Id);
                if (undecided.Count > 0)
                {
                    table.BeginAsking(row.Id, transactionUid);
                }

                return undecided;
            },
            cancellationToken);
        if (instances.Count == 0)
        {
            // A report to an earlier request came since this was due.
            return false;
        }

        DimseAnswer answer = await association.RequestCommitmentAsync(new CommitmentRequest(transactionUid, instances), cancellationToken);
        if (answer.Status.IsFailure)
        {
            string reason = $"{pacs.AeTitle} refused the request: {answer.Status}";
            LogFailed(pacs.AeTitle, reason);
            await PostponeAsync(row, reason, cancellationToken);
            return false;
        }

        LogAsked(pacs.AeTitle, row.Id, instances.Count, transactionUid);
        await StoredAsync(() => Done(() => table.Asked(row.Id, ReportWait)), cancellationToken);
        return true;
    }

    /// <summary>Takes reports on the association of the requests, for as long as configured and while any is missing. Those that come later come elsewhere.</summary>
    private async Task AwaitReportsAsync(DicomAssociation association, List<long> asked, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan wait = TimeSpan.FromSeconds(_commitment.WaitSeconds);
        while (association.IsOpen && await StoredAsync(() => asked.Exists(table.IsOpen), cancellationToken))
        {
            TimeSpan left = wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero
                || !await association.ReceiveReportAsync(left, result => reports.Take(PacsAssociation.ReporterOf(pacs), result), cancellationToken))
            {
                return;
            }
        }
    }

    private async Task PostponeAllAsync(IEnumerable<CommitmentRow> rows, string reason, CancellationToken cancellationToken)
    {
        foreach (CommitmentRow row in rows)
        {
            await PostponeAsync(row, reason, cancellationToken);
        }
    }

    private Task PostponeAsync(CommitmentRow row, string reason, CancellationToken cancellationToken) =>
        AgainAsync(row, reason, () => table.Postpone(row.Id, reason, RetryWait.After(row.Attempts)), cancellationToken);

    /// <summary>Tries again as said, unless it has been long enough.</summary>
    private async Task AgainAsync(CommitmentRow row, string reason, Action again, CancellationToken cancellationToken)
    {
        long age = time.GetUtcNow().ToUnixTimeMilliseconds() - row.CreatedAt;
        if (row.Attempts + row.Unanswered + 1 < LeastTries || age < _commitment.GiveUpSeconds * 1000)
        {
            await StoredAsync(() => Done(again), cancellationToken);
            return;
        }

        LogGivenUp(pacs.AeTitle, row.Id, reason);
        await StoredAsync(() => Done(() => table.GiveUp(row.Id, reason)), cancellationToken);
        signals.Decided.Raise();
    }

    private Task<T> StoredAsync<T>(Func<T> work, CancellationToken cancellationToken) => disk.UntilDoneAsync("requests to commit", work, cancellationToken);

    private static bool Done(Action work)
    {
        work();
        return true;
    }

    [LoggerMessage(10010, LogLevel.Information, "Asked {Archive} to commit {Instances} instances (commitment {Commitment}, transaction {Transaction})")]
    private partial void LogAsked(string archive, long commitment, int instances, string transaction);

    [LoggerMessage(10011, LogLevel.Warning, "{Archive} could not be asked to commit: {Reason} It is asked again.")]
    private partial void LogFailed(string archive, string reason);

    [LoggerMessage(10012, LogLevel.Warning, "Gave up asking {Archive} for commitment {Commitment}: {Reason}")]
    private partial void LogGivenUp(string archive, long commitment, string reason);
}
