namespace Edge.Dicom.Network;

/// <summary>The events of the upper layer, numbered as the rows of PS3.8 Table 9-10.</summary>
internal enum UpperLayerEvent
{
    LocalAssociateRequest = 1,
    TransportConnected = 2,
    AssociateAcceptReceived = 3,
    AssociateRejectReceived = 4,
    TransportAccepted = 5,
    AssociateRequestReceived = 6,
    LocalAccept = 7,
    LocalReject = 8,
    LocalData = 9,
    DataReceived = 10,
    LocalReleaseRequest = 11,
    ReleaseRequestReceived = 12,
    ReleaseResponseReceived = 13,
    LocalReleaseResponse = 14,
    LocalAbort = 15,
    AbortReceived = 16,
    TransportClosed = 17,
    ArtimExpired = 18,
    InvalidPduReceived = 19,
}
