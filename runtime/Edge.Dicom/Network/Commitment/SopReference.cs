namespace Edge.Dicom.Network;

/// <summary>A SOP instance that a message names (PS3.3 10.8).</summary>
/// <param name="SopClassUid">Referenced SOP Class UID (0008,1150).</param>
/// <param name="SopInstanceUid">Referenced SOP Instance UID (0008,1155).</param>
public readonly record struct SopReference(string SopClassUid, string SopInstanceUid);
