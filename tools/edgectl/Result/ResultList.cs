using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Result;

/// <summary><c>edgectl result list</c>: what was found.</summary>
internal static class ResultList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<int> limit = LimitOption.Create();
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists results, the latest first.") { limit, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(limit), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int limit, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        IReadOnlyList<ResultSummary> results = await appliance.GetAsync(
            $"v1/results?limit={limit}", EdgeJson.Default.IReadOnlyListResultSummary, cancellation);
        if (asJson)
        {
            Listing.WriteJson(results, EdgeJson.Default.IReadOnlyListResultSummary);
            return 0;
        }

        Listing.WriteTable(
            ["Result", "Study", "Unit", "Model", "Outcome", "Findings", "Engine", "ms", "Committed", "Why"],
            results.Select(result => (IReadOnlyList<string?>)
            [
                result.ResultId,
                result.StudyInstanceUid,
                result.SopInstanceUid ?? result.SeriesInstanceUid,
                $"{result.Model} {result.ModelVersion}",
                Cells.Outcome(result.Outcome),
                Cells.Findings(result.Findings),
                result.Rung,
                result.TotalMs.ToString("0", CultureInfo.InvariantCulture),
                Cells.Time(result.CommittedAt),
                result.Superseded ?? result.Reason,
            ]));
        return 0;
    }
}
