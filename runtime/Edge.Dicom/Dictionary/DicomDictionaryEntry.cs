namespace Edge.Dicom;

/// <summary>One row of the data dictionary (PS3.6 sections 6 to 9).</summary>
/// <param name="Tag">The tag; of a repeating group, the first one.</param>
/// <param name="VR">The value representation, the first where the dictionary allows several.</param>
/// <param name="VRs">The representations as PS3.6 prints them, such as <c>US or SS</c>.</param>
/// <param name="Multiplicity">Value multiplicity as PS3.6 prints it, such as <c>1-n</c>.</param>
/// <param name="Keyword">Keyword; empty where PS3.6 gives none.</param>
/// <param name="Name">Name.</param>
/// <param name="IsRetired">True when the standard no longer uses it.</param>
public sealed record DicomDictionaryEntry(
    DicomTag Tag, DicomVR VR, string VRs, string Multiplicity, string Keyword, string Name, bool IsRetired);
