namespace Edge.Runtime.Health;

/// <summary>Some studies in a list, and where the next ones begin.</summary>
/// <param name="Studies">Studies, the last to receive an object first.</param>
/// <param name="Next">What to ask with for the ones after these; null: there are none.</param>
internal sealed record StudyPage(IReadOnlyList<StudyLine> Studies, string? Next);

/// <summary>A study in the page's list.</summary>
/// <param name="Uid">Study Instance UID.</param>
/// <param name="State"><c>receiving</c>, <c>routing</c>, <c>complete</c> or <c>removed</c>.</param>
/// <param name="From">AE title that sent its last object.</param>
/// <param name="Instances">Objects stored.</param>
/// <param name="FirstReceivedAt">When the first object was stored, UTC.</param>
/// <param name="LastReceivedAt">When the last object was stored, UTC.</param>
/// <param name="CompleteReason">Why it counts as complete; null while receiving.</param>
/// <param name="UnitCount">Its units of work.</param>
/// <param name="Units">The first of them.</param>
/// <param name="Unsent">Objects and messages about it that have not arrived where they go.</param>
internal sealed record StudyLine(
    string Uid,
    string State,
    string From,
    long Instances,
    DateTimeOffset FirstReceivedAt,
    DateTimeOffset LastReceivedAt,
    string? CompleteReason,
    long UnitCount,
    IReadOnlyList<Edge.Contracts.UnitSummary> Units,
    long Unsent);
