namespace Edge.Ctl.Infer;

/// <summary>A file of the folder that takes no part.</summary>
/// <param name="Path">Its path below the folder.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsTrouble">True for one that should have taken part: it cannot be read, or claims to be DICOM and is malformed.</param>
internal sealed record SkippedFile(string Path, string Reason, bool IsTrouble);
