namespace Edge.Dicom;

/// <summary>One row of PS3.6 annex A.</summary>
/// <param name="Uid">The UID.</param>
/// <param name="Keyword">Keyword; empty where PS3.6 gives none.</param>
/// <param name="Name">Name.</param>
/// <param name="Kind">UID type as PS3.6 words it: "SOP Class", "Transfer Syntax", and so on.</param>
/// <param name="IsRetired">True when the standard no longer uses it.</param>
public sealed record DicomUidEntry(string Uid, string Keyword, string Name, string Kind, bool IsRetired);
