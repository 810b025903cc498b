namespace Edge.Contracts;

/// <summary>A message on its way out, in a list.</summary>
/// <param name="Id">Row; rises in the order of commits.</param>
/// <param name="Destination">Where to: <c>mqtt:results</c>, or <c>pacs:NAME</c>.</param>
/// <param name="ResultId">The result it tells of; null when it tells of none.</param>
/// <param name="State">
/// <c>waiting</c>; <c>stored</c>, an archive has it and has not said yet that it keeps it for good; <c>delivered</c>; or <c>set-aside</c>: it waits for an operator.
/// </param>
/// <param name="Attempts">Times it was not taken.</param>
/// <param name="CreatedAt">When it was committed, UTC.</param>
/// <param name="NotBefore">When it is tried next, UTC, while it waits; null otherwise.</param>
/// <param name="Reason">Why it was not taken the last time, or why it is set aside; of one that was delivered what the archive remarked; else null.</param>
/// <param name="Urgency">How urgent it is to an archive; null for MQTT.</param>
/// <param name="SopInstanceUid">SOP Instance UID of the object that goes to an archive; null for MQTT.</param>
public sealed record OutboxRowView(
    long Id,
    string Destination,
    string? ResultId,
    string State,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NotBefore,
    string? Reason,
    JobUrgency? Urgency,
    string? SopInstanceUid);
