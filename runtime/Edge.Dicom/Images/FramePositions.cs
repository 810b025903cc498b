
namespace Edge.Dicom.Images;

/// <summary>Where the frames of a classic multi-frame image lie: along the normal, by an offset for each frame or by a spacing.</summary>
internal static class FramePositions
{
    /// <summary>Sets Image Position and Orientation (Patient) of a frame where the image says them for its frames; else leaves all as it is.</summary>
    public static void Set(DicomDataset image, int frame, DicomDataset attributes)
    {
        if (image.GetDoubles(DicomTag.GridFrameOffsetVector) is { } offsets && frame < offsets.Length)
        {
            // Offsets begin with 0, or are the positions themselves along the patient's axis (C.8.8.3.2).
            double firstMm = offsets[0] == 0 ? 0 : offsets[0];
            Place(image, attributes, offsets[frame] - firstMm);
        }
        else if (image.GetItems(DicomTag.DetectorInformationSequence) is [var detector, ..]
            && image.TryGetDouble(DicomTag.SpacingBetweenSlices, out double spacingMm)
            && IsReconstructed(image))
        {
            int slice = image.GetIntegers(DicomTag.SliceVector) is { } slices && frame < slices.Length ? (int)slices[frame] - 1 : frame;
            Place(detector, attributes, slice * spacingMm);
        }
    }

    // Only reconstructed frames lie in a stack; of a rotation each looks another way.
    private static bool IsReconstructed(DicomDataset image) => image.GetStrings(DicomTag.ImageType).Any(value => value.StartsWith("RECON", StringComparison.Ordinal));

    private static void Place(DicomDataset source, DicomDataset attributes, double alongMm)
    {
        if (source.GetDoubles(DicomTag.ImagePositionPatient) is not [var x, var y, var z]
            || source.GetDoubles(DicomTag.ImageOrientationPatient) is not [var rx, var ry, var rz, var cx, var cy, var cz])
        {
            return;
        }

        double[] position =
        [
            x + (alongMm * ((ry * cz) - (rz * cy))),
            y + (alongMm * ((rz * cx) - (rx * cz))),
            z + (alongMm * ((rx * cy) - (ry * cx))),
        ];
        attributes.Set(new DicomValue(DicomTag.ImagePositionPatient, DicomVR.FD, Bytes(position)));
        attributes.Set(new DicomValue(DicomTag.ImageOrientationPatient, DicomVR.FD, Bytes([rx, ry, rz, cx, cy, cz])));
    }

    // As doubles, since a decimal string would round them.
    private static byte[] Bytes(double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
