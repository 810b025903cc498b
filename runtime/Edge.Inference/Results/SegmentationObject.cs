using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Results;

/// <summary>Makes the segmentation of a result (PS3.3 A.51): BINARY, or FRACTIONAL with probabilities.</summary>
internal static class SegmentationObject
{
    /// <summary>
    /// Most bytes of pixels: 1 GiB. A segmentation that would have more leaves empty frames out, whatever the manifest says of them; one that still has more
    /// cannot be made.
    /// </summary>
    public const long PixelBytesMax = 1L << 30;

    /// <summary>Makes the object.</summary>
    /// <param name="context">The result; it has segments.</param>
    /// <param name="fractional">True for probabilities.</param>
    /// <param name="stop">Why it cannot be made, or null.</param>
    public static DicomDataset? Make(ObjectContext context, bool fractional, out StageStop? stop)
    {
        stop = null;
        SourceGrid source = context.Source;

        // 1. Which frames there are: segment by segment, slice by slice.
        IReadOnlyList<SegmentFrame> frames = SegmentFrame.List(context, keepEmpty: !context.Manifest.Outputs.OmitEmptyFrames);
        if (SegmentPixels.Bytes(frames.Count, source.Shape, fractional) > PixelBytesMax)
        {
            frames = SegmentFrame.List(context, keepEmpty: false);
        }

        if (SegmentPixels.Bytes(frames.Count, source.Shape, fractional) > PixelBytesMax)
        {
            stop = StageStop.Failed(
                $"The segmentation has {frames.Count} frames of {source.Shape.Height}×{source.Shape.Width}, more than {PixelBytesMax >> 20} MiB. "
                + "Send the series in parts, or ask the model's maker for fewer segments.");
            return null;
        }

        // 2. Image and segments.
        DicomDataset made = ObjectHeader.Begin(context, ResultObjectKind.Segmentation, DicomUid.SegmentationStorage, "SEG", "AI segmentation");
        Anatomy.CopyOfImage(source.Slices, made);
        SetImage(context, made, frames.Count, fractional);
        made.Set(DicomTag.SegmentSequence, [.. context.Segments.Select(segment => SegmentItem.Of(context, segment, made.CharacterSet))]);

        // 3. Where each frame lies and what it was made from.
        var geometry = SegmentGeometry.Of(source);
        if (geometry is not null)
        {
            SourceModules.CopyFrameOfReference(source.Slices[0].Attributes, made);
        }
        else
        {
            SourceModules.CopyOrEmpty(source.Slices[0].Attributes, DicomTag.PatientOrientation, made);
        }

        var groups = new SegmentGroups(source, geometry, context.Uids.Of("dimensions"), made.CharacterSet);
        groups.SetDimensions(made);
        made.Set(DicomTag.SharedFunctionalGroupsSequence, groups.Shared());
        made.Set(DicomTag.PerFrameFunctionalGroupsSequence, [.. frames.Select(groups.PerFrame)]);
        made.Set(
            DicomTag.ReferencedSeriesSequence, InstanceReferences.BySeries(InstanceReferences.Inputs(context), DicomTag.ReferencedInstanceSequence));

        // 4. Pixels.
        made.SetBytes(DicomTag.PixelData, fractional ? DicomVR.OB : DicomVR.OW, SegmentPixels.Of(frames, source.Shape, fractional, context.Deadline));
        return made;
    }

    private static void SetImage(ObjectContext context, DicomDataset made, int frames, bool fractional)
    {
        int bits = fractional ? 8 : 1;
        made.Set(DicomTag.ImageType, "DERIVED", "PRIMARY");
        made.Set(DicomTag.SamplesPerPixel, 1);
        made.Set(DicomTag.PhotometricInterpretation, "MONOCHROME2");
        made.Set(DicomTag.NumberOfFrames, frames);
        made.Set(DicomTag.Rows, context.Source.Shape.Height);
        made.Set(DicomTag.Columns, context.Source.Shape.Width);
        made.Set(DicomTag.BitsAllocated, bits);
        made.Set(DicomTag.BitsStored, bits);
        made.Set(DicomTag.HighBit, bits - 1);
        made.Set(DicomTag.PixelRepresentation, 0L);
        made.Set(DicomTag.BurnedInAnnotation, "NO");
        LossyHistory.Copy(context, made);
        made.Set(DicomTag.SegmentationType, fractional ? "FRACTIONAL" : "BINARY");
        if (fractional)
        {
            made.Set(DicomTag.SegmentationFractionalType, "PROBABILITY");
            made.Set(DicomTag.MaximumFractionalValue, SegmentPixels.FractionMax);
        }

        made.Set(DicomTag.ContentLabel, "AI_SEGMENTATION");
        made.Set(DicomTag.ContentDescription, PlainText.Of(context.Manifest.Title, PlainText.LongStringMax, made.CharacterSet));
        made.SetBytes(DicomTag.ContentCreatorName, DicomVR.PN, default);
    }
}
