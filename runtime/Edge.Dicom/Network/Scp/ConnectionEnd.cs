namespace Edge.Dicom.Network;

/// <summary>How a connection ended that never became an association.</summary>
/// <param name="End">The kind of end.</param>
/// <param name="Detail">One sentence for a person.</param>
/// <param name="Rejection">What was sent with A-ASSOCIATE-RJ, or null.</param>
/// <param name="Error">The bug behind it, or null.</param>
internal sealed record ConnectionEnd(AssociationEnd End, string Detail, AssociationRejection? Rejection = null, Exception? Error = null);
