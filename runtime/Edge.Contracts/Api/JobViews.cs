namespace Edge.Contracts;

/// <summary>A job in a list.</summary>
/// <param name="JobId">Job.</param>
/// <param name="State"><c>queued</c>, <c>leased</c>, <c>done</c>, <c>quarantined</c> or <c>cancelled</c>.</param>
/// <param name="Model">Model name.</param>
/// <param name="ModelVersion">Model version.</param>
/// <param name="StudyInstanceUid">Study.</param>
/// <param name="SeriesInstanceUid">Series.</param>
/// <param name="SopInstanceUid">Instance, or null for a series.</param>
/// <param name="Attempts">Times it was leased.</param>
/// <param name="Deaths">Times its process died.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="Reason">Why it is quarantined or cancelled, or the last failure; else null.</param>
/// <param name="Urgency">How urgent it is.</param>
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
    string? Reason,
    JobUrgency Urgency);

/// <summary>A job with all that is known of it.</summary>
/// <param name="Job">What a list has.</param>
/// <param name="ResultId">Identity of the result that it makes.</param>
/// <param name="ModelDigest">Digest of the release that runs.</param>
/// <param name="Route">Route that chose the model.</param>
/// <param name="Revision">Revision of its unit.</param>
/// <param name="IsCurrent">False once a later revision has replaced it.</param>
/// <param name="IsHeld">True while an operator is to choose among contents of one of its objects.</param>
/// <param name="Instances">Objects that it runs on.</param>
/// <param name="Failures">Times it failed for a reason that may pass.</param>
/// <param name="NotBefore">When it may run, UTC, while it waits; null otherwise.</param>
/// <param name="Ahead">Jobs that go before it, while it waits; null otherwise.</param>
/// <param name="Outcome">How it ended; null while it has not.</param>
/// <param name="CommittedAt">When its result was committed, UTC; null while there is none.</param>
public sealed record JobDetail(
    JobSummary Job,
    string ResultId,
    string ModelDigest,
    string? Route,
    int Revision,
    bool IsCurrent,
    bool IsHeld,
    int Instances,
    int Failures,
    DateTimeOffset? NotBefore,
    int? Ahead,
    ResultOutcome? Outcome,
    DateTimeOffset? CommittedAt);

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
