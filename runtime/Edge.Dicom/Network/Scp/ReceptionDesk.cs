namespace Edge.Dicom.Network;

/// <summary>Where the reception's connections go.</summary>
/// <param name="Open">Takes over a connection whose request is accepted; the A-ASSOCIATE-AC is still to be sent.</param>
/// <param name="Report">Told the end of a connection that never became an association, and the bug if one was behind it.</param>
internal sealed record ReceptionDesk(
    Action<PendingConnection, AssociationRequest, AssociateAcceptPdu> Open,
    Action<PendingConnection, AssociationEnd, string, Exception?> Report);
