using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Commitment;

/// <summary><c>edgectl commitment list</c>: what archives were asked to commit, and what scanners that asked us are owed.</summary>
internal static class CommitmentList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<int> limit = LimitOption.Create();
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists requests for storage commitment, the newest first.") { limit, data, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(limit), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int limit, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        IReadOnlyList<CommitmentView> rows = await appliance.GetAsync(
            $"v1/commitments?limit={limit}", EdgeJson.Default.IReadOnlyListCommitmentView, cancellation);
        if (asJson)
        {
            Listing.WriteJson(rows, EdgeJson.Default.IReadOnlyListCommitmentView);
            return 0;
        }

        Listing.WriteTable(
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
        return 0;
    }
}
