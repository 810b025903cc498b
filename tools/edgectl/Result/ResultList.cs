using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Result;

/// <summary><c>edgectl result list</c>: what was found.</summary>
internal static class ResultList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Paged(
        new Command("list", "Lists results, the latest first."),
        static _ => "v1/results?",
        EdgeJson.Default.IReadOnlyListResultSummary,
        EdgeJson.Default.ResultSummary,
        Write);

    private static void Write(IReadOnlyList<ResultSummary> results) => Listing.WriteTable(
        ["Result", "Study", "Unit", "Model", "Outcome", "Findings", "Engine", "ms", "Committed", "Why"],
        results.Select(result => (IReadOnlyList<string?>)
        [
            result.ResultId,
            result.StudyInstanceUid,
            result.SopInstanceUid ?? result.SeriesInstanceUid,
            $"{result.Model} {result.ModelVersion}",
            Cells.Outcome(result.Outcome),
            Finding.InWords(result.Findings),
            result.Rung,
            result.TotalMs.ToString("0", CultureInfo.InvariantCulture),
            Cells.Time(result.CommittedAt),
            result.Superseded ?? result.Reason,
        ]));
}
