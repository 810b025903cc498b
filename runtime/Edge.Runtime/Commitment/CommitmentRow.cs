namespace Edge.Runtime.Commitment;

/// <summary>A commitment that an archive is to be asked for, or asked for again.</summary>
/// <param name="Id">Row.</param>
/// <param name="Attempts">Times it could not be asked since it last could.</param>
/// <param name="Unanswered">Times it was asked and no report came in time.</param>
/// <param name="CreatedAt">When it was requested, Unix milliseconds.</param>
internal sealed record CommitmentRow(long Id, long Attempts, long Unanswered, long CreatedAt);
