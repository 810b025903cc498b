using Edge.Dicom;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>One input, or one frame of it: its attributes, and where its pixels lie.</summary>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018).</param>
/// <param name="Path">Its file.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
/// <param name="File">Attributes of the whole instance; a large value stays in the file.</param>
internal sealed record SourceInstance(string SopInstanceUid, string Path, string Sha256, DicomFile File)
{
    /// <summary>The attributes: of the instance, or of the frame as an image of one frame would say them.</summary>
    public DicomDataset Attributes { get; init; } = File.Dataset;

    /// <summary>Index of the frame, from 0; null for an instance that was not divided.</summary>
    public int? Frame { get; init; }

    /// <summary>What a reason calls it.</summary>
    public string Name
    {
        get
        {
            string instance = Attributes.GetString(DicomTag.InstanceNumber) is { } number
                ? $"instance {number} ({SopInstanceUid})"
                : $"instance {SopInstanceUid}";
            return Frame is { } frame ? $"frame {frame + 1} of {instance}" : instance;
        }
    }
}
