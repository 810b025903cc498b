using Edge.Dicom;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>Made-up objects.</summary>
internal static class Objects
{
    public const string CtImage = "1.2.840.10008.5.1.4.1.1.2";

    public static DicomDataset Ct(string instance, string? study = "1.2.1", string? series = "1.2.1.1", int pixelBytes = 4096)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, CtImage);
        dataset.Set(DicomTag.SOPInstanceUID, instance);
        dataset.Set(DicomTag.Modality, "CT");
        if (study is not null)
        {
            dataset.Set(DicomTag.StudyInstanceUID, study);
        }

        if (series is not null)
        {
            dataset.Set(DicomTag.SeriesInstanceUID, series);
        }

        byte[] pixels = [.. Enumerable.Range(0, pixelBytes).Select(index => (byte)(index * 31 >> 3))];
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, pixels);
        return dataset;
    }
}
