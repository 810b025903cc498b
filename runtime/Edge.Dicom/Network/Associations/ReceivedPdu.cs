namespace Edge.Dicom.Network;

/// <summary>Which event of the state machine a received PDU is (PS3.8 Table 9-10).</summary>
internal static class ReceivedPdu
{
    public static UpperLayerEvent EventOf(PduType type) => type switch
    {
        PduType.AssociateRequest => UpperLayerEvent.AssociateRequestReceived,
        PduType.AssociateAccept => UpperLayerEvent.AssociateAcceptReceived,
        PduType.AssociateReject => UpperLayerEvent.AssociateRejectReceived,
        PduType.PresentationData => UpperLayerEvent.DataReceived,
        PduType.ReleaseRequest => UpperLayerEvent.ReleaseRequestReceived,
        PduType.ReleaseResponse => UpperLayerEvent.ReleaseResponseReceived,
        PduType.Abort => UpperLayerEvent.AbortReceived,
        _ => UpperLayerEvent.InvalidPduReceived,
    };
}
