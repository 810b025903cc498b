using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Commitment;

/// <summary>
/// Storage commitment as its provider (PS3.4 J.3), where it is configured, and the listener's end of being its user. Nothing is committed here: a scanner
/// may erase what was committed to it, so that only an archive's word counts.
/// </summary>
internal sealed partial class CommitmentScp(
    DeviceConfig config, ReportTable table, ArchiveReports archives, LiveRequesters live, CommitmentSignals signals, ILogger<CommitmentScp> log)
{
    /// <summary>For the listeners.</summary>
    public CommitmentDesk Desk() => new() { Roles = RolesOf, Request = Take, Report = (association, result) => archives.Take(association.CallingAeTitle, result) };

    /// <summary>What a peer may do: ask where we are the provider, report where it is an archive that we ask.</summary>
    internal CommitmentRoles RolesOf(AssociationRequest association) =>
        (config.Dicom.Commitment is null ? CommitmentRoles.None : CommitmentRoles.Request)
        | (archives.MayReport(association.CallingAeTitle) ? CommitmentRoles.Report : CommitmentRoles.None);

    /// <summary>Takes a scanner's request. On Success it survives loss of power, and its report is owed.</summary>
    internal DimseAnswer Take(CommitmentIndication indication)
    {
        AssociationRequest association = indication.Association;
        CommitmentConfig provider = config.Dicom.Commitment!;
        RequestOutcome outcome;
        try
        {
            outcome = table.Take(association.CallingAeTitle, association.CalledAeTitle, indication.Request, provider.Pacs);
        }
        catch (SqliteException failed) when (DiskTrouble.IsDisk(failed))
        {
            LogNotStored(association.CallingAeTitle, failed);
            return new DimseAnswer(DicomStatus.ProcessingFailure, "Storing failed");
        }

        if (outcome.Refusal is { } refusal)
        {
            LogRefused(association.CallingAeTitle, indication.Request.TransactionUid, refusal);
            return refusal == RequestRefusal.TooMuch
                ? new DimseAnswer(DicomStatus.ResourceLimitation, "Too many requests pending")
                : new DimseAnswer(DicomStatus.InvalidArgumentValue, "Transaction UID in use for other instances");
        }

        live.Add(outcome.CommitmentId, indication.Channel);
        LogTaken(association.CallingAeTitle, outcome.CommitmentId, indication.Request.References.Count, outcome.HeldCount, outcome.IsNew);
        signals.Asking(provider.Pacs).Raise();
        signals.Decided.Raise();
        return DimseAnswer.Success;
    }

    [LoggerMessage(10020, LogLevel.Information, "{CallingAe} asked to commit {Instances} instances, of which {Held} are held (commitment {Commitment}, new: {IsNew})")]
    private partial void LogTaken(string callingAe, long commitment, int instances, int held, bool isNew);

    [LoggerMessage(10021, LogLevel.Warning, "A request to commit of {CallingAe} was refused (transaction {Transaction}): {Refusal}")]
    private partial void LogRefused(string callingAe, string transaction, RequestRefusal refusal);

    [LoggerMessage(10022, LogLevel.Error, "A request to commit of {CallingAe} could not be stored; it was answered 0110")]
    private partial void LogNotStored(string callingAe, Exception failure);
}
