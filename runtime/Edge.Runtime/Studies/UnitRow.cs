using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Studies;

/// <summary>A current unit joined with its job and result, as listed.</summary>
internal sealed record UnitRow(
    long Id,
    string StudyUid,
    string Kind,
    string SeriesUid,
    string SopInstanceUid,
    string? Modality,
    long Revision,
    string? Route,
    string? Model,
    string? UnitReason,
    string? JobState,
    string? JobReason,
    string? ResultId,
    string? Outcome,
    long Held,
    string? Document)
{
    /// <summary>Reads the columns above from units, jobs and results; a WHERE clause and an order follow.</summary>
    public const string Select =
        """
        SELECT u.id AS Id, u.study_uid AS StudyUid, u.kind AS Kind, u.series_uid AS SeriesUid, u.sop_instance_uid AS SopInstanceUid, u.modality AS Modality,
               u.revision AS Revision, u.route AS Route, u.model AS Model, u.reason AS UnitReason, j.state AS JobState, j.reason AS JobReason,
               r.result_id AS ResultId, r.outcome AS Outcome, u.held AS Held, r.document AS Document
        FROM units u LEFT JOIN jobs j ON j.unit_id = u.id LEFT JOIN results r ON r.job_id = j.id

        """;

    /// <summary>The unit as the API shows it.</summary>
    public UnitSummary ToSummary() => new(
        RowNames.Kind(Kind),
        SeriesUid,
        SopInstanceUid.Length == 0 ? null : SopInstanceUid,
        Modality,
        (int)Revision,
        Route,
        Model,
        Held == 1 ? "held" : JobState switch
        {
            null => Model is null ? "no-model" : "waiting",
            "leased" => "running",
            _ => JobState,
        },
        Held == 1 ? UnitHold.Reason : UnitReason ?? JobReason,
        ResultId,
        RowNames.Outcome(Outcome),
        Found());

    private string? Found() => StoredDocument.Read(Document, out bool isUnreadable) is { Findings: { Count: > 0 } findings }
        ? Finding.InWords(findings)
        : isUnreadable ? StoredDocument.Unreadable : null;
}
