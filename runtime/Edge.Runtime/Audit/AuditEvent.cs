using Edge.Contracts;

namespace Edge.Runtime.Audit;

/// <summary>What is to be written into the audit log.</summary>
/// <param name="Kind">What kind of event.</param>
/// <param name="Who">Who did it, see <see cref="AuditActor"/>; at most 200 characters are kept.</param>
/// <param name="What">What was done and why, in plain words; no patient data and no UID; at most 1,000 characters are kept.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="StudyUid">Study Instance UID of the study concerned, which is written as its pseudonym; null: none.</param>
internal sealed record AuditEvent(AuditKind Kind, string Who, string What, AuditOutcome Outcome = AuditOutcome.Success, string? StudyUid = null);
