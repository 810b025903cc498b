namespace Edge.Dicom.Network;

/// <summary>What a C-STORE-RQ says about the object that follows.</summary>
/// <param name="SopClassUid">Affected SOP Class UID.</param>
/// <param name="SopInstanceUid">Affected SOP Instance UID.</param>
/// <param name="TransferSyntaxUid">Transfer syntax of the data set that will be sent.</param>
public sealed record StoreInstance(string SopClassUid, string SopInstanceUid, string TransferSyntaxUid);
