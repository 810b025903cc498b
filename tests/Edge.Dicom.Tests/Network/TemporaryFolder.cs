using System.Globalization;

namespace Edge.Dicom.Tests.Network;

/// <summary>A folder that is gone when the test is.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("edge-dicom-").FullName;

    /// <summary>Writes a CT slice in Explicit VR Little Endian and returns the bytes of its data set.</summary>
    public byte[] WriteCtFile(int number, int pixelBytes, DicomTransferSyntax? syntax = null)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, DicomUid.CTImageStorage);
        dataset.Set(DicomTag.SOPInstanceUID, string.Create(CultureInfo.InvariantCulture, $"1.2.3.{number}"));
        dataset.Set(DicomTag.Modality, "CT");
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, Enumerable.Range(0, pixelBytes).Select(index => (byte)(index * number)).ToArray());
        string path = System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{number:D5}.dcm"));
        var file = new DicomFile(dataset, syntax ?? DicomTransferSyntax.ExplicitVRLittleEndian);
        file.Save(path);
        return File.ReadAllBytes(path)[DicomFileMeta.EncodeHeader(file.Meta).Length..];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
