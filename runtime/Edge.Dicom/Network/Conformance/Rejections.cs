namespace Edge.Dicom.Network;

/// <summary>The rejections of associations (PS3.8 9.3.4), and when.</summary>
internal static class Rejections
{
    public static IReadOnlyList<(AssociationRejection Rejection, string When)> All { get; } =
    [
        (AssociationRejection.NoReason, "no presentation context is proposed, the peer takes too small PDUs, or its user is not who may (PS3.7 D.3.3.7)"),
        (AssociationRejection.ApplicationContextNotSupported, "the application context is not that of DICOM"),
        (AssociationRejection.CallingAeTitleNotRecognized, "the calling AE title is ill-formed, or not listed in dicom.callingAes"),
        (AssociationRejection.CalledAeTitleNotRecognized, "the called AE title is ill-formed, or not listed in dicom.calledAes"),
        (AssociationRejection.ProtocolVersionNotSupported, "the peer does not speak version 1 of the upper layer"),
        (AssociationRejection.TemporaryCongestion, "the disk is below half of its reserve"),
        (AssociationRejection.LocalLimitExceeded, "dicom.maxAssociations are open, or dicom.maxAssociationsPerPeer for this address, and none of them is only held"),
    ];
}
