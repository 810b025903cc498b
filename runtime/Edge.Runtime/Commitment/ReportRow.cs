namespace Edge.Runtime.Commitment;

/// <summary>A report that a scanner is owed now.</summary>
/// <param name="CommitmentId">Row of the commitment.</param>
/// <param name="Pacs">Name of the archive that decided.</param>
/// <param name="CallingAe">The scanner.</param>
/// <param name="CalledAe">What it called us.</param>
/// <param name="TransactionUid">The scanner's.</param>
/// <param name="Attempts">Times it could not be told.</param>
/// <param name="DoneAt">When the commitment was decided, Unix milliseconds.</param>
internal sealed record ReportRow(long CommitmentId, string Pacs, string CallingAe, string CalledAe, string TransactionUid, long Attempts, long DoneAt);
