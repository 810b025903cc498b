namespace Edge.Dicom.Network;

/// <summary>Where the reception's connections go.</summary>
/// <param name="Open">Takes over a connection whose request is accepted; the A-ASSOCIATE-AC is still to be sent.</param>
/// <param name="Report">Told how a connection ended that never became an association.</param>
internal sealed record ReceptionDesk(
    Action<PendingConnection, AssociationVerdict> Open,
    Action<PendingConnection, ConnectionEnd> Report);
