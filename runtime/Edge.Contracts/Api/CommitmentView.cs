namespace Edge.Contracts;

/// <summary>A request for storage commitment, in a list.</summary>
/// <param name="Id">Row; rises in the order of commits.</param>
/// <param name="Pacs">Name of the archive that is asked.</param>
/// <param name="State"><c>asking</c>, <c>waiting</c> for its report, <c>done</c>, or <c>failed</c>: given up.</param>
/// <param name="CreatedAt">When it was requested, UTC.</param>
/// <param name="Committed">Instances that the archive has committed.</param>
/// <param name="Failed">Instances that are not, each with its reason.</param>
/// <param name="Undecided">Instances of which nothing is known; not committed once the state is <c>failed</c>.</param>
/// <param name="Reason">What is wrong with asking; null when nothing is.</param>
/// <param name="Requester">AE title that asked us; null for a request of our own.</param>
/// <param name="Report"><c>owed</c>, <c>told</c>, or <c>failed</c>: given up; null for a request of our own.</param>
/// <param name="ReportReason">Why the requester could not be told; else null.</param>
public sealed record CommitmentView(
    long Id,
    string Pacs,
    string State,
    DateTimeOffset CreatedAt,
    int Committed,
    int Failed,
    int Undecided,
    string? Reason,
    string? Requester,
    string? Report,
    string? ReportReason);
