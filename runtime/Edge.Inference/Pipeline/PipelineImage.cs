using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>What flows from step to step: values, the instances they came from, and the way back to them.</summary>
internal sealed class PipelineImage : IDisposable
{
    /// <summary>The values and where they lie.</summary>
    public ImageVolume Volume { get; } = new();

    /// <summary>Buffers for the labels that come of it.</summary>
    public LabelBuffers Labels { get; } = new();

    /// <summary>The instances, in the order of the slices while <see cref="Volume"/> still holds those.</summary>
    public IReadOnlyList<SourceInstance> Instances { get; private set; } = [];

    /// <summary>Size of the sorted stack, before it was oriented or resampled.</summary>
    public VolumeShape StackShape { get; private set; }

    /// <summary>Geometry of the sorted stack; null for an image.</summary>
    public VolumeGeometry? StackGeometry { get; private set; }

    /// <summary>Size of the source's grid: of the sorted stack, or of the one image.</summary>
    public VolumeShape SourceShape => StackShape;

    /// <summary>True for a volume, which has a place in the patient.</summary>
    public bool IsVolume => StackGeometry is not null;

    /// <summary>The inputs that come from attributes, in the order of the manifest.</summary>
    public IReadOnlyList<double[]> AttributeInputs { get; set; } = [];

    /// <summary>The way from the source's grid to that of <see cref="Volume"/>; each step that changes the grid adds its part.</summary>
    public GridMap Map { get; set; } = GridMap.Identity;

    /// <summary>True for a colour image, whose red, green and blue, 0 to 1, are the channels from the start.</summary>
    public bool IsColour { get; set; }

    /// <summary>Told what each stage leaves behind; null but while golden cases are verified stage by stage.</summary>
    public StageTrace? Trace { get; set; }

    /// <summary>Starts with the slices of a unit; their values are still to be written.</summary>
    /// <returns>The values, slice by slice.</returns>
    public Span<float> Reset(IReadOnlyList<SourceInstance> instances, VolumeShape shape, VolumeGeometry? geometry, int channels = 1)
    {
        Instances = instances;
        StackShape = shape;
        StackGeometry = geometry;
        Map = GridMap.Identity;
        IsColour = false;
        return Volume.Reset(shape, geometry, channels);
    }

    /// <summary>Says which of the frames that the network ran on, one after another, findings are shown on.</summary>
    public void Point(SourceInstance frame) => Instances = [frame];

    /// <summary>
    /// Distance between neighbours along axis 0, 1 or 2 of the grid as it is, in mm. Of an image by Pixel Spacing (0028,0030), where absent Imager Pixel
    /// Spacing (0018,1164); null where it says neither.
    /// </summary>
    public double? SpacingMm(int axis) =>
        Volume.Geometry?.SpacingMm(axis) ?? (SourceSpacingMm(Map.Source(axis)) * Math.Abs(Map.ToSource(axis, 1) - Map.ToSource(axis, 0)));

    /// <summary>Distance between neighbours along axis 0, 1 or 2 of the source, in mm.</summary>
    public double? SourceSpacingMm(int axis)
    {
        if (StackGeometry is { } geometry)
        {
            return geometry.SpacingMm(axis);
        }

        double[]? spacing = Instances[0].Attributes.GetDoubles(DicomTag.PixelSpacing) ?? Instances[0].Attributes.GetDoubles(DicomTag.ImagerPixelSpacing);
        return axis > 0 && spacing is [> 0 and var rowsMm, > 0 and var columnsMm] ? (axis == 1 ? rowsMm : columnsMm) : null;
    }

    /// <summary>Lets go of what a job left behind: its instances, and buffers that a rare large volume needed.</summary>
    public void Release()
    {
        Instances = [];
        AttributeInputs = [];
        Volume.Trim();
        Labels.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Volume.Dispose();
        Labels.Dispose();
    }
}
