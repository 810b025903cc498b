using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>
/// One association at a time to one archive, over which object after object goes for as long as there are any: always the most urgent of those that are due. After a kill what
/// was on its way is sent again, the same bytes under the same UIDs.
/// </summary>
internal sealed partial class PacsLane(
    PacsPeer peer, string ownAeTitle, PacsTable table, PacsCommitments commitments, PacsSending sending, PacsFaults faults, StageSignals signals, DiskRetry disk, TimeProvider time, ILogger log)
{
    /// <summary>Objects over one association, after which another is opened: some archives do their work when an association ends.</summary>
    public const int ObjectsPerAssociation = 500;

    /// <summary>Times that an object is answered with a failure that may pass, or ends associations, before it waits for an operator.</summary>
    public const int TriesMax = 5;

    /// <summary>Associations in a row that are rejected for good before what waits is set aside.</summary>
    public const int RejectionsMax = 5;

    /// <summary>How often it looks by itself.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>An archive that took something within this time is well: an object that it ends associations over is to blame itself.</summary>
    private static readonly TimeSpan WellFor = TimeSpan.FromHours(1);

    /// <summary>A disk that cannot be read is no fault of the object.</summary>
    private static readonly TimeSpan UnreadableWait = TimeSpan.FromMinutes(1);

    private readonly StageWaiter _filled = signals.OutboxFilled.Join();
    private CancellationToken _retired;

    private string Name => peer.Config.Name;

    /// <summary>Sends until told to stop.</summary>
    /// <param name="retired">Ends it once the object that is on its way has arrived: the archive is configured otherwise from now on.</param>
    /// <param name="stoppingToken">Ends it at once.</param>
    public async Task RunAsync(CancellationToken retired, CancellationToken stoppingToken)
    {
        _retired = retired;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(retired, stoppingToken);
        while (!retired.IsCancellationRequested)
        {
            TimeSpan wait = await TurnAsync(stoppingToken);
            await StoredAsync(() => faults.Review(), stoppingToken);
            if (wait > TimeSpan.Zero)
            {
                await _filled.WaitAsync(wait < LongestWait ? wait : LongestWait, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Opens an association if anything is due, or set aside for as long as the archive rejects us, and the archive may be tried.</summary>
    /// <returns>How long until it is worth another look; zero when there may be more now.</returns>
    public async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        if (!peer.Circuit.TryEnter(out TimeSpan closed))
        {
            return closed;
        }

        try
        {
            if (await StoredAsync(peer.TakeNext, cancellationToken) is not { } first)
            {
                return await StoredAsync(() => table.HasRejected(peer.Destination), cancellationToken)
                    ? await ProbeAsync(cancellationToken)
                    : await StoredAsync(() => table.NextIn(peer.Destination), cancellationToken) ?? LongestWait;
            }

            await AssociateAsync(first, cancellationToken);
            return TimeSpan.Zero;
        }
        finally
        {
            peer.Circuit.Leave();
        }
    }

    /// <summary>Asks whether the archive accepts us again, at the pace of an archive in trouble: no object is left that would.</summary>
    private async Task<TimeSpan> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(PacsSending.Probe(peer.Config, ownAeTitle), time, cancellationToken);
            peer.Circuit.Accepted();
            int rows = await StoredAsync(() => table.SendRejected(peer.Destination), cancellationToken);
            LogAccepted(Name, rows);
            await association.ReleaseAsync(cancellationToken);
        }
        catch (Exception failed) when (failed is DicomAssociationException or TlsFileException)
        {
            await FailAsync(failed, cancellationToken);
        }

        return TimeSpan.Zero;
    }

    private async Task AssociateAsync(PacsRow first, CancellationToken cancellationToken)
    {
        PacsRow? row = first;
        int taken = 0;
        try
        {
            IReadOnlyList<(string, string)> kinds = await StoredAsync(() => table.Kinds(peer.Destination), cancellationToken);
            (string, string) kind = (first.Object.SopClassUid, first.Object.TransferSyntaxUid);
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(
                PacsSending.Options(peer.Config, ownAeTitle, kinds.Prepend(kind).Distinct().Take(PacsTable.KindsMax)), time, cancellationToken);
            peer.Circuit.Accepted();
            KillPoint.Reach(KillPoint.Associated);
            await StoredAsync(() => table.SendRejected(peer.Destination), cancellationToken);
            for (int count = 0; row is not null && association.IsOpen && count < ObjectsPerAssociation && PacsSending.IsProposed(association, row.Object); count++)
            {
                taken += await SendAsync(association, row, cancellationToken) ? 1 : 0;
                peer.GiveBack(row);
                row = peer.Circuit.Trouble is null && !_retired.IsCancellationRequested ? await StoredAsync(peer.TakeNext, cancellationToken) : null;
            }

            if (association.IsOpen)
            {
                await association.ReleaseAsync(cancellationToken);
            }
        }
        catch (Exception failed) when (failed is DicomAssociationException or TlsFileException)
        {
            await FailAsync(failed, cancellationToken);
        }
        finally
        {
            if (row is not null)
            {
                peer.GiveBack(row);
            }

            sending.Note(peer.Config, taken);
        }

        if (taken > 0 && peer.Config.Commitment is not null)
        {
            await StoredAsync(() => commitments.Request(Name), cancellationToken);
            KillPoint.Reach(KillPoint.Requested);
        }
    }

    /// <summary>Sends one object and writes down what came of it.</summary>
    /// <returns>True when the archive has it.</returns>
    /// <exception cref="DicomAssociationException">The association ended; that is written down too.</exception>
    private async Task<bool> SendAsync(DicomAssociation association, PacsRow row, CancellationToken cancellationToken)
    {
        if (PacsSending.WhyNot(association, row.Object) is { } whyNot)
        {
            await SetAsideAsync(row, $"{whyNot}. Have it take them, or leave them out with pacs.results.kinds; then: edgectl outbox retry {row.Id}", cancellationToken);
            return false;
        }

        try
        {
            StoreResponse answer = await sending.SendAsync(association, row, cancellationToken);
            return await TakeAnswerAsync(row, answer.Status, cancellationToken);
        }
        catch (DicomAssociationException ended)
        {
            await EndedOverAsync(row, ended.Message, cancellationToken);
            throw;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or DicomFormatException)
        {
            await SetAsideAsync(row, damaged.Message, cancellationToken);
            return false;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await PostponeAsync(row, $"It cannot be read: {unreadable.Message}", UnreadableWait, counts: false, cancellationToken);
            return false;
        }
    }

    private async Task<bool> TakeAnswerAsync(PacsRow row, DicomStatus status, CancellationToken cancellationToken)
    {
        string answer = $"The archive answered {status}";
        switch (StoreVerdicts.Of(status))
        {
            case StoreVerdict.Taken:
                KillPoint.Reach(KillPoint.Stored);
                await StoredAsync(
                    () => table.Take(peer.Destination, row, isCommitted: peer.Config.Commitment is null, status.IsSuccess ? null : answer), cancellationToken);
                KillPoint.Reach(KillPoint.Taken);
                LogTaken(row.Object.SopInstanceUid, Name, status);
                if (peer.Circuit.Took())
                {
                    // The other associations wait for as long as it was in trouble.
                    signals.OutboxFilled.Raise();
                }

                return true;
            case StoreVerdict.Busy:
                peer.Circuit.Failed(answer);
                await PostponeAsync(row, answer, peer.Circuit.LongerWait, counts: false, cancellationToken);
                return false;
            case StoreVerdict.MayPass when row.Attempts + 1 < TriesMax:
                await PostponeAsync(row, answer, DeliveryBackoff.After(row.Attempts), counts: true, cancellationToken);
                return false;
            case StoreVerdict.MayPass:
                await SetAsideAsync(row, $"{answer}, {TriesMax} times. See why with the archive, then: edgectl outbox retry {row.Id}", cancellationToken);
                return false;
            default:
                await SetAsideAsync(row, $"{answer}. See why with the archive, then: edgectl outbox retry {row.Id}", cancellationToken);
                return false;
        }
    }

    /// <summary>The association ended while an object was on its way: others go first, and one that ends them again and again, while the archive is well, waits for an operator.</summary>
    private async Task EndedOverAsync(PacsRow row, string reason, CancellationToken cancellationToken)
    {
        bool isWell = peer.Circuit.TookAt is { } at && time.GetElapsedTime(at) < WellFor;
        if (isWell && row.Attempts + 1 >= TriesMax)
        {
            string times = (row.Attempts + 1).ToString(CultureInfo.InvariantCulture);
            await SetAsideAsync(row, $"The association ended over it {times} times, and not over others: {reason} See why with the archive, then: edgectl outbox retry {row.Id}", cancellationToken);
            return;
        }

        await PostponeAsync(row, reason, isWell ? DeliveryBackoff.After(row.Attempts) : peer.Circuit.LongerWait, counts: isWell, cancellationToken);
    }

    private async Task FailAsync(Exception failed, CancellationToken cancellationToken)
    {
        bool isRejection = failed is DicomAssociationException { Failure: AssociationFailure.Rejected, IsTransient: false };
        peer.Circuit.Failed(failed.Message, isRejection);
        LogFailed(Name, failed.Message);
        if (peer.Circuit.Rejections >= RejectionsMax)
        {
            string reason = $"{failed.Message} Correct the AE titles there or here, then: edgectl outbox retry --destination {peer.Destination}";
            int rows = await StoredAsync(() => table.SetRejectedAside(peer.Destination, reason), cancellationToken);
            if (rows > 0)
            {
                LogRejected(Name, rows, RejectionsMax);
            }
        }
    }

    private async Task PostponeAsync(PacsRow row, string reason, TimeSpan wait, bool counts, CancellationToken cancellationToken)
    {
        LogNotTaken(row.Object.SopInstanceUid, Name, reason);
        await StoredAsync(() => table.Postpone(row, reason, wait, counts), cancellationToken);
    }

    private async Task SetAsideAsync(PacsRow row, string reason, CancellationToken cancellationToken)
    {
        LogSetAside(row.Object.SopInstanceUid, Name, reason);
        await StoredAsync(() => table.SetAside(row, reason), cancellationToken);
    }

    private Task<bool> StoredAsync(Action work, CancellationToken cancellationToken) => StoredAsync(
        () =>
        {
            work();
            return true;
        },
        cancellationToken);

    private Task<T> StoredAsync<T>(Func<T> work, CancellationToken cancellationToken) => disk.UntilDoneAsync("delivery to archives", work, cancellationToken);

    [LoggerMessage(4010, LogLevel.Information, "Object {SopInstanceUid} was taken by {Archive}: {Status}")]
    private partial void LogTaken(string sopInstanceUid, string archive, DicomStatus status);

    [LoggerMessage(4011, LogLevel.Warning, "Object {SopInstanceUid} was not taken by {Archive}: {Reason} It is sent again.")]
    private partial void LogNotTaken(string sopInstanceUid, string archive, string reason);

    [LoggerMessage(4012, LogLevel.Error, "Object {SopInstanceUid} for {Archive} was set aside: {Reason}")]
    private partial void LogSetAside(string sopInstanceUid, string archive, string reason);

    [LoggerMessage(4013, LogLevel.Warning, "No association with {Archive}: {Reason} It is tried again.")]
    private partial void LogFailed(string archive, string reason);

    [LoggerMessage(4014, LogLevel.Error, "{Archive} has rejected {Times} associations in a row for good: {Rows} objects were set aside")]
    private partial void LogRejected(string archive, int rows, int times);

    [LoggerMessage(4015, LogLevel.Information, "{Archive} accepts associations again: {Rows} objects are sent that were set aside")]
    private partial void LogAccepted(string archive, int rows);
}
