using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Results;

/// <summary>
/// Makes the Secondary Capture of a result (PS3.3 A.8.1): the key slice in true colour, outlines and boxes burnt in, and below it the mark and what was found.
/// The image itself is covered by nothing else.
/// </summary>
internal static class SecondaryCapture
{
    /// <summary>Pictures smaller than this are enlarged by a whole number, so that lines and letters can be told apart.</summary>
    private const int SideMin = 512;

    private const int BoxesDrawnMax = 100;

    /// <summary>Makes the object.</summary>
    /// <param name="context">The result.</param>
    /// <param name="stop">Why it cannot be made, or null.</param>
    public static DicomDataset? Make(ObjectContext context, out StageStop? stop)
    {
        int key = KeySlice.Of(context);
        SourceInstance slice = context.Source.Slices[key];
        if (DisplayFrame.Read(slice, out stop) is not { } rgb)
        {
            return null;
        }

        // 1. The picture.
        (int rows, int columns) = (context.Source.Shape.Height, context.Source.Shape.Width);
        int scale = Math.Max(1, (SideMin + Math.Max(rows, columns) - 1) / Math.Max(rows, columns));
        DicomDataset made = ObjectHeader.Begin(context, ResultObjectKind.SecondaryCapture, DicomUid.SecondaryCaptureImageStorage, "OT", "AI picture");
        var text = CaptureText.Of(Lines(context), columns * scale);
        var raster = new CaptureRaster((rows * scale) + text.Height, columns * scale);
        raster.Place(rgb, columns, scale);
        int line = Math.Max(1, Math.Max(rows, columns) * scale / SideMin);
        DrawSegments(context, key, raster, scale, Math.Min(line, scale));
        DrawBoxes(context, key, raster, scale, line);
        text.Draw(raster, rows * scale);

        // 2. What it is and what it was made from.
        Anatomy.Copy(slice.Attributes, made);
        SetImage(made, raster);
        SetOrigin(context, made, slice);
        SetSpacing(slice.Attributes, made, scale);
        made.SetBytes(DicomTag.PixelData, DicomVR.OB, raster.Pixels);
        return made;
    }

    private static IEnumerable<(string Text, DisplayColour Colour)> Lines(ObjectContext context)
    {
        yield return (CaptureText.Mark, DisplayColour.Mark);
        yield return (PlainText.Of($"{context.Model.Name} {context.Model.Version}", PlainText.LongStringMax, DicomCharacterSet.Default), DisplayColour.White);
        int firstSegment = context.Manifest.Outputs.Findings.Count;
        int firstDetection = firstSegment + context.Manifest.Outputs.Segments.Count + context.Manifest.Outputs.Values.Count;
        for (int index = 0; index < context.Findings.Count; index++)
        {
            int segment = index - firstSegment;
            DisplayColour colour = segment >= 0 && segment < context.Segments.Count && context.Findings[index].Present
                ? context.Segments[segment].Colour
                : index >= firstDetection && context.Findings[index].Present ? DisplayColour.Of(null, index - firstDetection) : DisplayColour.White;
            yield return (PlainText.Of(Finding.InWords([context.Findings[index]]), PlainText.LongStringMax, DicomCharacterSet.Default), colour);
        }
    }

    private static void DrawSegments(ObjectContext context, int key, CaptureRaster raster, int scale, int line)
    {
        byte[] mask = new byte[context.Source.Shape.SliceCount];
        foreach (ReportedSegment segment in context.Segments.Where(segment => segment.Finding.Present))
        {
            if (segment.Segmentation.Labels.CopyMask(segment.Output.Channel, key, mask))
            {
                raster.Outline(mask, context.Source.Shape.Width, scale, line, segment.Colour);
            }
        }
    }

    private static void DrawBoxes(ObjectContext context, int key, CaptureRaster raster, int scale, int line)
    {
        Finding[] detections = [.. context.Findings.TakeLast(context.Manifest.Outputs.Detections.Count)];
        for (int index = 0; index < detections.Length; index++)
        {
            foreach (DetectedBox box in (detections[index].Boxes ?? []).Take(BoxesDrawnMax))
            {
                (int first, int last) = BoxSlices.Of(box, context.Source.Slices.Count);
                if (key >= first && key <= last)
                {
                    raster.Box(
                        (int)Math.Floor(box.Min[1] * scale),
                        (int)Math.Floor(box.Min[0] * scale),
                        (int)Math.Ceiling(box.Max[1] * scale),
                        (int)Math.Ceiling(box.Max[0] * scale),
                        line,
                        DisplayColour.Of(null, index));
                }
            }
        }
    }

    private static void SetImage(DicomDataset made, CaptureRaster raster)
    {
        made.Set(DicomTag.ImageType, "DERIVED", "SECONDARY");
        made.Set(DicomTag.SamplesPerPixel, 3);
        made.Set(DicomTag.PhotometricInterpretation, "RGB");
        made.Set(DicomTag.PlanarConfiguration, 0L);
        made.Set(DicomTag.Rows, raster.Rows);
        made.Set(DicomTag.Columns, raster.Columns);
        made.Set(DicomTag.BitsAllocated, 8);
        made.Set(DicomTag.BitsStored, 8);
        made.Set(DicomTag.HighBit, 7);
        made.Set(DicomTag.PixelRepresentation, 0L);
    }

    private static void SetOrigin(ObjectContext context, DicomDataset made, SourceInstance slice)
    {
        made.Set(DicomTag.ConversionType, "WSD");
        made.Set(DicomTag.SecondaryCaptureDeviceManufacturer, ObjectHeader.Manufacturer);
        made.Set(DicomTag.SecondaryCaptureDeviceManufacturerModelName, "Edge");
        made.Set(DicomTag.SecondaryCaptureDeviceSoftwareVersions, PlainText.Of(context.Runtime.RuntimeVersion, PlainText.LongStringMax, made.CharacterSet));
        made.Set(DicomTag.DateOfSecondaryCapture, made.GetString(DicomTag.ContentDate)!);
        made.Set(DicomTag.TimeOfSecondaryCapture, made.GetString(DicomTag.ContentTime)!);
        SourceModules.CopyOrEmpty(slice.Attributes, DicomTag.PatientOrientation, made);

        // Whether the pixels identify the patient is what the source says of its own: nothing that identifies is added.
        SourceModules.CopyOne(slice.Attributes, DicomTag.BurnedInAnnotation, made);
        SourceModules.CopyOne(slice.Attributes, DicomTag.RecognizableVisualFeatures, made);
        LossyHistory.Copy(context, made);
        made.Set(
            DicomTag.DerivationDescription,
            PlainText.Of($"Windowed, results of {context.Model.Name} {context.Model.Version} burnt in", 1024, made.CharacterSet));
        DicomDataset image = InstanceReferences.Slice(slice);
        image.SetCode(DicomTag.PurposeOfReferenceCodeSequence, Codes.SourceImage, made.CharacterSet);
        made.Set(DicomTag.SourceImageSequence, image);
    }

    /// <summary>The size of a pixel where the source states it in the patient, else its shape, else nothing: square.</summary>
    private static void SetSpacing(DicomDataset source, DicomDataset made, int scale)
    {
        if (source.GetDoubles(DicomTag.PixelSpacing) is [> 0 and var rowMm, > 0 and var columnMm])
        {
            made.Set(DicomTag.PixelSpacing, rowMm / scale, columnMm / scale);
        }
        else if (source.GetDoubles(DicomTag.ImagerPixelSpacing) is [> 0 and var detectorRowMm, > 0 and var detectorColumnMm])
        {
            made.Set(DicomTag.NominalScannedPixelSpacing, detectorRowMm / scale, detectorColumnMm / scale);
        }
        else if (source.GetIntegers(DicomTag.PixelAspectRatio) is [> 0 and var vertical, > 0 and var horizontal] && vertical != horizontal)
        {
            made.Set(
                DicomTag.PixelAspectRatio, vertical.ToString(CultureInfo.InvariantCulture), horizontal.ToString(CultureInfo.InvariantCulture));
        }
    }
}
