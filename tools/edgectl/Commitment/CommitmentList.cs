using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Commitment;

/// <summary><c>edgectl commitment list</c>: what archives were asked to commit, and what scanners that asked us are owed.</summary>
internal static class CommitmentList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Paged(
        new Command("list", "Lists requests for storage commitment, the newest first."),
        static _ => "v1/commitments?",
        EdgeJson.Default.IReadOnlyListCommitmentView,
        EdgeJson.Default.CommitmentView,
        Write);

    private static void Write(IReadOnlyList<CommitmentView> rows) => Listing.WriteTable(
        ["Row", "Archive", "State", "Created", "Committed", "Not", "Undecided", "Asked by", "Report", "Why"],
        rows.Select(row => (IReadOnlyList<string?>)
        [
            Cells.Number(row.Id),
            row.Pacs,
            row.State,
            Cells.Time(row.CreatedAt),
            Cells.Number(row.Committed),
            Cells.Number(row.Failed),
            Cells.Number(row.Undecided),
            row.Requester,
            row.Report,
            row.ReportReason ?? row.Reason,
        ]));
}
