namespace Edge.Dicom.Images;

/// <summary>
/// What is known of one frame, as an image of one frame would say it: position, orientation, spacing, rescaling and window stand where a classic image
/// has them, whether they come from functional groups (PS3.3 C.7.6.16.2), from a grid of offsets (RT Dose, C.8.8.3.2) or from a detector (NM, C.8.4.11).
/// </summary>
public static class FrameAttributes
{
    /// <summary>Groups whose attributes have a classic meaning at the top of a data set.</summary>
    private static readonly DicomTag[] Groups =
    [
        DicomTag.UnassignedSharedConvertedAttributesSequence, DicomTag.UnassignedPerFrameConvertedAttributesSequence,
        DicomTag.PixelMeasuresSequence, DicomTag.PlanePositionSequence, DicomTag.PlaneOrientationSequence,
        DicomTag.PlanePositionVolumeSequence, DicomTag.PlaneOrientationVolumeSequence,
        DicomTag.PixelValueTransformationSequence, DicomTag.FrameVOILUTSequence, DicomTag.FrameContentSequence,
    ];

    /// <summary>The attributes of a frame.</summary>
    /// <param name="image">The data set of the whole image.</param>
    /// <param name="frame">Index of the frame, from 0.</param>
    /// <returns>Its own data set, which shares values with the image's.</returns>
    public static DicomDataset Of(DicomDataset image, int frame)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        var attributes = new DicomDataset();
        foreach (DicomElement element in image)
        {
            if (element is not DicomSequence && element.Tag != DicomTag.NumberOfFrames)
            {
                attributes.Set(element);
            }
        }

        KeepTables(image, attributes);
        if (FunctionalGroups.Of(image) is { } groups)
        {
            Spread(groups, frame, attributes);
        }
        else
        {
            FramePositions.Set(image, frame, attributes);
        }

        return attributes;
    }

    // Items are copied, since an item belongs to one sequence only.
    private static void KeepTables(DicomDataset image, DicomDataset attributes)
    {
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.ModalityLUTSequence, DicomTag.VOILUTSequence])
        {
            if (image.GetItems(tag) is { Count: > 0 } items)
            {
                attributes.Set(new DicomSequence(tag, items.Select(Copy)));
            }
        }
    }

    private static void Spread(FunctionalGroups groups, int frame, DicomDataset attributes)
    {
        foreach (DicomTag group in Groups)
        {
            foreach (DicomElement element in groups.Item(frame, group) ?? [])
            {
                if (element is not DicomSequence)
                {
                    attributes.Set(element);
                }
            }
        }

        // An ultrasound volume lies in a space of its own, with the same formulas (C.8.24.3).
        Rename(attributes, DicomTag.ImagePositionVolume, DicomTag.ImagePositionPatient);
        Rename(attributes, DicomTag.ImageOrientationVolume, DicomTag.ImageOrientationPatient);
        if (attributes.TryGetString(DicomTag.VolumeFrameOfReferenceUID, out string? uid) && !attributes.Contains(DicomTag.FrameOfReferenceUID))
        {
            attributes.Set(DicomTag.FrameOfReferenceUID, uid);
        }
    }

    private static void Rename(DicomDataset attributes, DicomTag from, DicomTag to)
    {
        if (!attributes.Contains(to) && attributes.TryGetBytes(from, out ReadOnlyMemory<byte> bytes))
        {
            attributes.Set(new DicomValue(to, DicomVR.FD, bytes));
        }
    }

    private static DicomDataset Copy(DicomDataset item)
    {
        var copy = new DicomDataset();
        foreach (DicomElement element in item)
        {
            if (element is not DicomSequence)
            {
                copy.Set(element);
            }
        }

        return copy;
    }
}
