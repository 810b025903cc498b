using Edge.Dicom;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Results;

/// <summary>Functional groups and dimensions of a segmentation (PS3.3 A.51.5, C.7.6.16, C.7.6.17).</summary>
/// <param name="source">The slices.</param>
/// <param name="geometry">Where they lie; null where they do not lie in the patient.</param>
/// <param name="dimensionUid">Dimension Organization UID (0020,9164).</param>
/// <param name="characters">Character set of the object.</param>
internal sealed class SegmentGroups(SourceGrid source, SegmentGeometry? geometry, string dimensionUid, DicomCharacterSet characters)
{
    /// <summary>
    /// Sets the dimensions: the segment, then the position in the patient, or, where there is none, the place in the stack of slices.
    /// </summary>
    public void SetDimensions(DicomDataset made)
    {
        var organization = new DicomDataset();
        organization.Set(DicomTag.DimensionOrganizationUID, dimensionUid);
        made.Set(DicomTag.DimensionOrganizationSequence, organization);
        made.Set(
            DicomTag.DimensionIndexSequence,
            Dimension(DicomTag.ReferencedSegmentNumber, DicomTag.SegmentIdentificationSequence, "Segment"),
            geometry is not null
                ? Dimension(DicomTag.ImagePositionPatient, DicomTag.PlanePositionSequence, "Position")
                : Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence, "Slice"));
    }

    /// <summary>What all frames have in common.</summary>
    public DicomDataset Shared()
    {
        var shared = new DicomDataset();
        if (geometry is not null)
        {
            shared.Set(DicomTag.PixelMeasuresSequence, geometry.Measures());
            shared.Set(DicomTag.PlaneOrientationSequence, geometry.Orientation());
        }

        return shared;
    }

    /// <summary>What a frame has of its own.</summary>
    public DicomDataset PerFrame(SegmentFrame frame)
    {
        var groups = new DicomDataset();
        groups.Set(DicomTag.DerivationImageSequence, Derivation(frame.Slice));
        var content = new DicomDataset();
        content.Set(DicomTag.DimensionIndexValues, frame.Segment.Number, frame.Slice + 1);
        content.Set(DicomTag.StackID, "1");
        content.Set(DicomTag.InStackPositionNumber, frame.Slice + 1);
        groups.Set(DicomTag.FrameContentSequence, content);
        if (geometry is not null)
        {
            groups.Set(DicomTag.PlanePositionSequence, geometry.Position(frame.Slice));
        }

        var segment = new DicomDataset();
        segment.Set(DicomTag.ReferencedSegmentNumber, frame.Segment.Number);
        groups.Set(DicomTag.SegmentIdentificationSequence, segment);
        return groups;
    }

    /// <summary>The image or frame that a frame was made from, pixel by pixel.</summary>
    private DicomDataset Derivation(int slice)
    {
        DicomDataset image = InstanceReferences.Slice(source.Slices[slice]);
        image.Set(DicomTag.SpatialLocationsPreserved, "YES");
        image.SetCode(DicomTag.PurposeOfReferenceCodeSequence, Codes.SourceImage, characters);
        var derivation = new DicomDataset();
        derivation.Set(DicomTag.SourceImageSequence, image);
        derivation.SetCode(DicomTag.DerivationCodeSequence, Codes.Segmentation, characters);
        return derivation;
    }

    private DicomDataset Dimension(DicomTag index, DicomTag group, string label)
    {
        var item = new DicomDataset();
        item.Set(DicomTag.DimensionOrganizationUID, dimensionUid);
        item.SetBytes(DicomTag.DimensionIndexPointer, DicomVR.AT, TagBytes(index));
        item.SetBytes(DicomTag.FunctionalGroupPointer, DicomVR.AT, TagBytes(group));
        item.Set(DicomTag.DimensionDescriptionLabel, label);
        return item;
    }

    private static byte[] TagBytes(DicomTag tag) =>
        [(byte)tag.Group, (byte)(tag.Group >> 8), (byte)tag.Element, (byte)(tag.Element >> 8)];
}
