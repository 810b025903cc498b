using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Results;

/// <summary>Where the frames of a segmentation lie in the patient, taken from the slices as they state it.</summary>
/// <param name="Source">The slices.</param>
internal sealed record SegmentGeometry(SourceGrid Source)
{
    /// <summary>An ultrasound volume lies in a space of its transducer and not of the patient (PS3.3 C.8.24.2).</summary>
    private const string EnhancedUltrasoundVolume = DicomUid.EnhancedUSVolumeStorage;

    /// <summary>The geometry; null for sources that do not lie in the patient, as radiographs and ultrasound: a frame is then located by its pixels alone.</summary>
    public static SegmentGeometry? Of(SourceGrid source) => source.Slices.All(LiesInPatient) ? new SegmentGeometry(source) : null;

    /// <summary>Pixel Measures, the same for all frames.</summary>
    public DicomDataset Measures()
    {
        DicomDataset first = Source.Slices[0].Attributes;
        var item = new DicomDataset();
        item.Set(new DicomValue(DicomTag.PixelSpacing, DicomVR.DS, Bytes(first, DicomTag.PixelSpacing)));
        double? betweenMm = Source.Geometry is { } geometry && Source.Slices.Count > 1 ? Math.Round(geometry.SpacingMm(0), 6) : null;
        if (first.TryGetDouble(DicomTag.SliceThickness, out double thicknessMm) && thicknessMm > 0)
        {
            item.Set(DicomTag.SliceThickness, thicknessMm);
        }
        else
        {
            item.Set(DicomTag.SliceThickness, betweenMm ?? 1);
        }

        if (betweenMm is { } mm)
        {
            item.Set(DicomTag.SpacingBetweenSlices, mm);
        }

        return item;
    }

    /// <summary>Plane Orientation, the same for all frames.</summary>
    public DicomDataset Orientation() => Copied(0, DicomTag.ImageOrientationPatient);

    /// <summary>Plane Position of a slice.</summary>
    public DicomDataset Position(int slice) => Copied(slice, DicomTag.ImagePositionPatient);

    private DicomDataset Copied(int slice, DicomTag tag)
    {
        var item = new DicomDataset();
        item.Set(new DicomValue(tag, DicomVR.DS, Bytes(Source.Slices[slice].Attributes, tag)));
        return item;
    }

    private static ReadOnlyMemory<byte> Bytes(DicomDataset attributes, DicomTag tag) =>
        attributes.TryGetBytes(tag, out ReadOnlyMemory<byte> bytes) ? bytes : throw new InvalidOperationException($"The slice has no {tag}.");

    private static bool LiesInPatient(SourceInstance slice) =>
        slice.Attributes.GetString(DicomTag.SOPClassUID) != EnhancedUltrasoundVolume
        && slice.Attributes.GetString(DicomTag.FrameOfReferenceUID) is not null
        && slice.Attributes.GetDoubles(DicomTag.PixelSpacing) is { Length: 2 }
        && slice.Attributes.GetDoubles(DicomTag.ImagePositionPatient) is { Length: 3 }
        && slice.Attributes.GetDoubles(DicomTag.ImageOrientationPatient) is { Length: 6 };
}
