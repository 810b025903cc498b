namespace Edge.Dicom.Network;

/// <summary>The statuses with which a C-STORE is answered (PS3.4 Table B.2-1, PS3.7 9.1.1.1.9), and when.</summary>
internal static class StoreStatuses
{
    public static IReadOnlyList<(DicomStatus Status, string When)> All { get; } =
    [
        (DicomStatus.Success, "the object survives loss of power, or was stored with the same content before"),
        (DicomStatus.OutOfResources, "the disk is below its reserve, full or fails, or the object is larger than allowed; nothing is kept. The sender may try again later"),
        (DicomStatus.DataSetDoesNotMatchSopClass, "SOP Class or Instance UID of the data set is another than the request's; nothing is kept"),
        (DicomStatus.CannotUnderstand, "the data set is empty or missing, does not end where its lengths say, has neither SOP Class nor Instance UID, or is one of too many under its SOP Instance UID; Error Comment (0000,0902) says which and where; nothing is kept"),
        (DicomStatus.ProcessingFailure, "the object could not be stored for a reason that is not the sender's; nothing is kept"),
        (DicomStatus.InvalidSopInstance, "the SOP Instance UID of the request has other characters than letters, digits, dots, hyphens and underscores, or more than 64"),
        (DicomStatus.SopClassNotSupported, "the SOP class of the request is not that of its presentation context"),
        (DicomStatus.UnrecognizedOperation, "the operation is not one of those of this statement"),
        (DicomStatus.MistypedArgument, "the request lacks its SOP Class or Instance UID"),
    ];
}
