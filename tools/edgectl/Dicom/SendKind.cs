namespace Edge.Ctl.Dicom;

/// <summary>How sending a file ended.</summary>
internal enum SendKind
{
    Sent,
    Failed,
    Skipped,
}
