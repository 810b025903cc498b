using System.Security.Cryptography;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>Writes an object beside the result: Explicit VR Little Endian, which every archive takes.</summary>
internal static class ObjectFile
{
    /// <summary>Writes an object; on return its file survives loss of power.</summary>
    /// <param name="directory">The job's scratch directory, which is synced after the last file.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="made">The data set.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ResultObject Write(string directory, ResultObjectKind kind, DicomDataset made)
    {
        string name = kind switch
        {
            ResultObjectKind.StructuredReport => "sr.dcm",
            ResultObjectKind.Segmentation => "seg.dcm",
            ResultObjectKind.SecondaryCapture => "sc.dcm",
            _ => "rejection-note.dcm",
        };
        using var file = new FileStream(Path.Combine(directory, name), FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 64 * 1024);
        new DicomFile(made, DicomTransferSyntax.ExplicitVRLittleEndian).Save(file);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        return new ResultObject(
            name,
            kind,
            made.GetString(DicomTag.SOPClassUID)!,
            made.GetString(DicomTag.SOPInstanceUID)!,
            made.GetString(DicomTag.SeriesInstanceUID)!,
            DicomTransferSyntax.ExplicitVRLittleEndian.Uid,
            Convert.ToHexStringLower(SHA256.HashData(file)),
            file.Length);
    }
}
