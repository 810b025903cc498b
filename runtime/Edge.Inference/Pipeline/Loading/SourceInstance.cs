using Edge.Dicom;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>One input: its attributes, and where its pixels lie.</summary>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018).</param>
/// <param name="Path">Its file.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
/// <param name="File">Attributes; a large value stays in the file.</param>
internal sealed record SourceInstance(string SopInstanceUid, string Path, string Sha256, DicomFile File)
{
    /// <summary>The attributes.</summary>
    public DicomDataset Attributes => File.Dataset;

    /// <summary>What a reason calls it.</summary>
    public string Name => Attributes.GetString(DicomTag.InstanceNumber) is { } number
        ? $"instance {number} ({SopInstanceUid})"
        : $"instance {SopInstanceUid}";
}
