namespace Edge.Dicom.Network;

/// <summary>A request for storage commitment has come.</summary>
/// <param name="Association">The association it came on.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Channel">A way back while the association lives.</param>
public sealed record CommitmentIndication(AssociationRequest Association, CommitmentRequest Request, ReportChannel Channel);
