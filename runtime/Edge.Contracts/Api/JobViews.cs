namespace Edge.Contracts;

/// <summary>A job in a list.</summary>
/// <param name="JobId">Job.</param>
/// <param name="State"><c>queued</c>, <c>leased</c>, <c>done</c> or <c>quarantined</c>.</param>
/// <param name="Model">Model name.</param>
/// <param name="ModelVersion">Model version.</param>
/// <param name="StudyInstanceUid">Study.</param>
/// <param name="SeriesInstanceUid">Series.</param>
/// <param name="SopInstanceUid">Instance, or null for a series.</param>
/// <param name="Attempts">Times it was leased.</param>
/// <param name="Deaths">Times its process died.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="Reason">Why it is quarantined, or the last failure; else null.</param>
public sealed record JobSummary(
    long JobId,
    string State,
    string Model,
    string ModelVersion,
    string StudyInstanceUid,
    string SeriesInstanceUid,
    string? SopInstanceUid,
    int Attempts,
    int Deaths,
    DateTimeOffset CreatedAt,
    string? Reason);

/// <summary>A result in a list.</summary>
/// <param name="ResultId">Result.</param>
/// <param name="StudyInstanceUid">Study.</param>
/// <param name="SeriesInstanceUid">Series.</param>
/// <param name="SopInstanceUid">Instance, or null for a series.</param>
/// <param name="Model">Model name.</param>
/// <param name="ModelVersion">Model version.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why, for anything but completed.</param>
/// <param name="Findings">Findings.</param>
/// <param name="Rung">Engine rung; null when nothing ran.</param>
/// <param name="TotalMs">From the job's message to the result written, in milliseconds.</param>
/// <param name="CommittedAt">When it was committed, UTC.</param>
/// <param name="Superseded">Why it stands no more: its unit is held or was replaced; null while it stands.</param>
public sealed record ResultSummary(
    string ResultId,
    string StudyInstanceUid,
    string SeriesInstanceUid,
    string? SopInstanceUid,
    string Model,
    string ModelVersion,
    ResultOutcome Outcome,
    string? Reason,
    IReadOnlyList<Finding> Findings,
    string? Rung,
    double TotalMs,
    DateTimeOffset CommittedAt,
    string? Superseded);
