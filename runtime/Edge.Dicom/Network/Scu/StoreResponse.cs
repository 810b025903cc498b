namespace Edge.Dicom.Network;

/// <summary>A peer's answer to a C-STORE.</summary>
/// <param name="Status">Success, a warning (stored all the same) or a failure.</param>
/// <param name="ErrorComment">What the peer says about it, or null. It may hold anything: not for a log.</param>
public readonly record struct StoreResponse(DicomStatus Status, string? ErrorComment);
