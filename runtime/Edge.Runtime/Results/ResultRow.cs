using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Results;

/// <summary>A result as its row has it.</summary>
internal sealed record ResultRow(string ResultId, long CommittedAt, string Document, long Current, long Held)
{
    private const string Replaced = "Its unit was replaced: by a later revision, by other content that an operator chose, or by another division of the study.";

    /// <summary>The result as the API lists it.</summary>
    public ResultSummary ToSummary()
    {
        ResultDocument document = JsonSerializer.Deserialize(Document, EdgeJson.Default.ResultDocument)!;
        Lineage lineage = document.Lineage;
        return new ResultSummary(
            ResultId,
            lineage.Unit.StudyInstanceUid,
            lineage.Unit.SeriesInstanceUid,
            lineage.Unit.SopInstanceUid,
            lineage.Model.Name,
            lineage.Model.Version,
            document.Outcome,
            document.Reason,
            document.Findings,
            lineage.Engine?.Rung,
            document.Timings.TotalMs,
            DateTimeOffset.FromUnixTimeMilliseconds(CommittedAt),
            Held == 1 ? UnitHold.Reason : Current == 0 ? Replaced : null);
    }
}
