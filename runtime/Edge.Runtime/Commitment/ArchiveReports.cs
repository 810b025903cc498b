using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Settings;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Commitment;

/// <summary>Takes what archives report, on whichever association it comes.</summary>
internal sealed partial class ArchiveReports(
    RunningConfig config, CommitmentTable table, CommitmentSignals signals, CommitmentFaults faults, ILogger<ArchiveReports> log)
{
    /// <summary>True when an archive reports under this AE title.</summary>
    public bool MayReport(string callingAe) => config.Current.Pacs.Any(pacs => IsReporter(pacs, callingAe));

    /// <summary>Takes a report; the answer is Success once it survives loss of power.</summary>
    /// <param name="callingAe">AE title that it came from.</param>
    /// <param name="result">What it says.</param>
    public DimseAnswer Take(string callingAe, CommitmentResult result)
    {
        string[] archives = [.. config.Current.Pacs.Where(pacs => IsReporter(pacs, callingAe)).Select(pacs => pacs.Name)];
        try
        {
            if (table.Take(archives, result) is not { } id)
            {
                LogUnknown(callingAe, result.TransactionUid);
                return new DimseAnswer(DicomStatus.InvalidArgumentValue, "No request under this Transaction UID");
            }

            LogTaken(callingAe, id, result.Committed.Count, result.Failed.Count);
            faults.Review();
        }
        catch (SqliteException failed) when (DiskTrouble.IsDisk(failed))
        {
            return new DimseAnswer(DicomStatus.ProcessingFailure, "Storing failed");
        }

        signals.Decided.Raise();
        return DimseAnswer.Success;
    }

    private static bool IsReporter(PacsConfig pacs, string callingAe) => pacs.Commitment is not null && PacsAssociation.ReporterOf(pacs) == callingAe;

    [LoggerMessage(10000, LogLevel.Information, "{Archive} reported on commitment {Commitment}: {Committed} instances committed, {Failed} not")]
    private partial void LogTaken(string archive, long commitment, int committed, int failed);

    [LoggerMessage(10001, LogLevel.Warning, "{Archive} reported on transaction {Transaction}, which it was not asked for or which is long finished")]
    private partial void LogUnknown(string archive, string transaction);
}
