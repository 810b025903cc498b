namespace Edge.Runtime.Commitment;

/// <summary>What became of a scanner's request.</summary>
/// <param name="Refusal">Why it was not taken; null when it was.</param>
/// <param name="CommitmentId">Its row when it was taken, be it now or before.</param>
/// <param name="IsNew">False when the same request was taken before.</param>
/// <param name="HeldCount">Instances that the archive is asked for.</param>
internal sealed record RequestOutcome(RequestRefusal? Refusal, long CommitmentId, bool IsNew, int HeldCount);
