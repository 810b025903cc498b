namespace Edge.Ctl.Infer;

/// <summary>A DICOM instance found in a folder.</summary>
/// <param name="Path">Absolute path of its file.</param>
/// <param name="RelativePath">Its path below the folder.</param>
/// <param name="StudyInstanceUid">Study Instance UID (0020,000D).</param>
/// <param name="SeriesInstanceUid">Series Instance UID (0020,000E).</param>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018).</param>
/// <param name="Attributes">What evaluations group by.</param>
internal sealed record FolderInstance(
    string Path, string RelativePath, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, UnitAttributes Attributes);
