namespace Edge.Contracts;

/// <summary>One line of the audit log, bound to the one before by its hash. It holds no patient data: a study is its pseudonym.</summary>
/// <param name="Sequence">1 for the first entry of a log, then one more each.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Event">Event of PS3.15 A.5.3, see <see cref="AuditKind"/>.</param>
/// <param name="Type">Type of the event; null where it has none.</param>
/// <param name="Who">Who did it: <c>user:NAME</c>, <c>local:UID</c> (a user of the operating system), <c>ae:TITLE@ADDRESS</c> or <c>service:NAME</c>.</param>
/// <param name="What">What was done, and why, in plain words.</param>
/// <param name="Study">Pseudonym of the study concerned, as central operations know it; null: none.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Previous">Hash of the entry before; 64 zeros for the first.</param>
/// <param name="Hash">SHA-256 over this line without its last member, see <see cref="AuditLine"/>; 64 lower-case hexadecimal digits.</param>
public sealed record AuditEntry(
    long Sequence,
    DateTimeOffset At,
    string Event,
    string? Type,
    string Who,
    string What,
    string? Study,
    AuditOutcome Outcome,
    string Previous,
    string Hash);
