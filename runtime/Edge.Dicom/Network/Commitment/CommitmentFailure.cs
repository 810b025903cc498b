namespace Edge.Dicom.Network;

/// <summary>An instance that was not committed.</summary>
/// <param name="Reference">The instance.</param>
/// <param name="Reason">Why, one of <see cref="CommitmentReason"/> or what else a peer may send.</param>
public readonly record struct CommitmentFailure(SopReference Reference, ushort Reason);
