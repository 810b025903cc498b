namespace Edge.Contracts;

/// <summary>A DICOM object of a result. Its bytes are fixed at commit and sent unchanged, however often.</summary>
/// <param name="File">Name of its Part 10 file, beside <c>result.json</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="SopClassUid">SOP Class UID (0008,0016).</param>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018).</param>
/// <param name="SeriesInstanceUid">Series Instance UID (0020,000E).</param>
/// <param name="TransferSyntaxUid">Transfer Syntax UID (0002,0010).</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
/// <param name="SizeBytes">Length of the file.</param>
public sealed record ResultObject(
    string File,
    ResultObjectKind Kind,
    string SopClassUid,
    string SopInstanceUid,
    string SeriesInstanceUid,
    string TransferSyntaxUid,
    string Sha256,
    long SizeBytes);
