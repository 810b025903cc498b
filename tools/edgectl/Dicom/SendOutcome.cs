namespace Edge.Ctl.Dicom;

/// <summary>What became of one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">Sent, failed, or skipped because it is no DICOM.</param>
/// <param name="Detail">The peer's status, or the reason; empty for plain success.</param>
/// <param name="SopInstanceUid">UID of the object, or null when it was not read.</param>
/// <param name="Bytes">Size of the data set when sent, else 0.</param>
internal sealed record SendOutcome(string Path, SendKind Kind, string Detail, string? SopInstanceUid = null, long Bytes = 0);
