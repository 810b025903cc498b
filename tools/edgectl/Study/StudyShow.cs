using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Study;

/// <summary><c>edgectl study show UID</c>: a study with its units of work and its stored objects.</summary>
internal static class StudyShow
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> uid = StudyArgument.Create();
        return ApplianceVerb.Single(
            new Command("show", "Shows a study with its units of work and its stored objects.") { uid },
            (appliance, parsed, cancellation) => appliance.GetAsync(
                $"v1/studies/{Uri.EscapeDataString(parsed.GetRequiredValue(uid))}", EdgeJson.Default.StudyDetail, cancellation),
            EdgeJson.Default.StudyDetail,
            Write);
    }

    private static void Write(StudyDetail study)
    {
        StudySummary summary = study.Summary;
        Listing.WriteTable(
            ["Study", "State", "From", "Objects", "First", "Last", "Complete because"],
            [[summary.StudyInstanceUid, summary.State, summary.CallingAe, Cells.Number(summary.Instances), Cells.Time(summary.FirstReceivedAt), Cells.Time(summary.LastReceivedAt), summary.CompleteReason]]);
        StudyTable.Write([summary]);
        Listing.WriteTable(
            ["Object", "SOP class", "Series", "Transfer syntax", "Bytes", "Received", "From", "Needs attention", "File"],
            study.Instances.Select(instance => (IReadOnlyList<string?>)
            [
                instance.SopInstanceUid,
                instance.SopClassUid,
                instance.SeriesInstanceUid,
                instance.TransferSyntaxUid,
                Cells.Number(instance.SizeBytes),
                Cells.Time(instance.ReceivedAt),
                instance.CallingAe,
                instance.Flag,
                instance.Path,
            ]));
    }
}
