namespace Edge.Contracts;

/// <summary>A study in a list.</summary>
/// <param name="StudyInstanceUid">Study Instance UID (0020,000D).</param>
/// <param name="State"><c>receiving</c>, <c>routing</c> (complete, its units are being made) <c>complete</c> or <c>removed</c> (by retention; its results stay).</param>
/// <param name="CallingAe">AE title that sent its last object.</param>
/// <param name="Instances">Objects stored.</param>
/// <param name="FirstReceivedAt">When the first object was stored, UTC.</param>
/// <param name="LastReceivedAt">When the last object was stored, UTC.</param>
/// <param name="CompleteReason">Why it counts as complete; null while receiving.</param>
/// <param name="Units">Its units of work, latest revision of each.</param>
public sealed record StudySummary(
    string StudyInstanceUid,
    string State,
    string CallingAe,
    int Instances,
    DateTimeOffset FirstReceivedAt,
    DateTimeOffset LastReceivedAt,
    string? CompleteReason,
    IReadOnlyList<UnitSummary> Units);

/// <summary>A unit of work in a list.</summary>
/// <param name="Kind">Instance or series.</param>
/// <param name="SeriesInstanceUid">Series Instance UID.</param>
/// <param name="SopInstanceUid">SOP Instance UID for an instance, else null.</param>
/// <param name="Modality">Modality (0008,0060).</param>
/// <param name="Revision">1 for the first.</param>
/// <param name="Route">Route that chose the model; null when none matched.</param>
/// <param name="Model">Model; null when none matched, or when it is too large to run.</param>
/// <param name="State"><c>no-model</c>, <c>waiting</c> (for its model), <c>queued</c>, <c>running</c>, <c>done</c>, <c>quarantined</c>, <c>cancelled</c> or <c>held</c>.</param>
/// <param name="Reason">Why no model, why quarantined, or why held; else null.</param>
/// <param name="ResultId">Its result; null until there is one.</param>
/// <param name="Outcome">How it ended; null until there is a result.</param>
/// <param name="Found">Its findings in words; null until there are any.</param>
public sealed record UnitSummary(
    UnitKind Kind,
    string SeriesInstanceUid,
    string? SopInstanceUid,
    string? Modality,
    int Revision,
    string? Route,
    string? Model,
    string State,
    string? Reason,
    string? ResultId,
    ResultOutcome? Outcome,
    string? Found);

/// <summary>A study with its objects.</summary>
/// <param name="Summary">As in the list.</param>
/// <param name="Instances">Every stored object.</param>
public sealed record StudyDetail(StudySummary Summary, IReadOnlyList<InstanceView> Instances);

/// <summary>A stored object.</summary>
/// <param name="SopInstanceUid">SOP Instance UID.</param>
/// <param name="SopClassUid">SOP Class UID.</param>
/// <param name="SeriesInstanceUid">Series Instance UID.</param>
/// <param name="TransferSyntaxUid">Transfer syntax it was received and is kept in.</param>
/// <param name="SizeBytes">Size of the file, in bytes.</param>
/// <param name="ReceivedAt">When it was stored, UTC.</param>
/// <param name="CallingAe">AE title of the sender.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Flag">Null, or why it needs attention, for example other content under the same UID.</param>
public sealed record InstanceView(
    string SopInstanceUid,
    string SopClassUid,
    string SeriesInstanceUid,
    string TransferSyntaxUid,
    long SizeBytes,
    DateTimeOffset ReceivedAt,
    string CallingAe,
    string Path,
    string? Flag);

/// <summary>Why each unit of a study goes where it goes.</summary>
/// <param name="StudyInstanceUid">Study Instance UID.</param>
/// <param name="Units">One per unit.</param>
public sealed record RouteExplanation(string StudyInstanceUid, IReadOnlyList<UnitExplanation> Units);

/// <summary>Why one unit goes where it goes.</summary>
/// <param name="Kind">Instance or series.</param>
/// <param name="SeriesInstanceUid">Series Instance UID.</param>
/// <param name="SopInstanceUid">SOP Instance UID for an instance, else null.</param>
/// <param name="ChosenRoute">The route that was taken; null when none matched.</param>
/// <param name="Reason">The answer in one sentence.</param>
/// <param name="Routes">Every route, in the order tried.</param>
public sealed record UnitExplanation(
    UnitKind Kind,
    string SeriesInstanceUid,
    string? SopInstanceUid,
    string? ChosenRoute,
    string Reason,
    IReadOnlyList<RouteVerdict> Routes);

/// <summary>What one route said.</summary>
/// <param name="Route">Name.</param>
/// <param name="Model">Model it leads to.</param>
/// <param name="Matched">True when every predicate held.</param>
/// <param name="Predicates">Each predicate.</param>
public sealed record RouteVerdict(string Route, string Model, bool Matched, IReadOnlyList<PredicateVerdict> Predicates);

/// <summary>What one predicate said.</summary>
/// <param name="Predicate">The predicate in words.</param>
/// <param name="Held">True when it held.</param>
/// <param name="Found">What the attribute holds; null when absent.</param>
public sealed record PredicateVerdict(string Predicate, bool Held, string? Found);
