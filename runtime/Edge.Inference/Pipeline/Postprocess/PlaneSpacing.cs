using Edge.Dicom;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Distances between neighbours within a slice.</summary>
/// <param name="RowsMm">From one row to the next, in mm.</param>
/// <param name="ColumnsMm">From one column to the next, in mm.</param>
internal readonly record struct PlaneSpacing(double RowsMm, double ColumnsMm)
{
    /// <summary>
    /// Of labels: what their geometry says; of an image its Pixel Spacing (0028,0030). Null for an image without one: Imager Pixel Spacing is a distance
    /// on the detector, not in the patient (PS3.3 10.7.1.3).
    /// </summary>
    public static PlaneSpacing? Of(LabelVolume labels, PipelineImage image)
    {
        if (labels.Geometry is { } geometry)
        {
            return new PlaneSpacing(geometry.SpacingMm(1), geometry.SpacingMm(2));
        }

        return image.Instances[0].Attributes.GetDoubles(DicomTag.PixelSpacing) is [> 0 and var rows, > 0 and var columns]
            ? new PlaneSpacing(rows, columns)
            : null;
    }
}
