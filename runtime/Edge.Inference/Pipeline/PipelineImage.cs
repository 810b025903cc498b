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
    public VolumeShape SourceShape => StackGeometry is null ? StackShape with { Depth = 1 } : StackShape;

    /// <summary>The way from the source's grid to that of <see cref="Volume"/>; each step that changes the grid adds its part.</summary>
    public GridMap Map { get; set; } = GridMap.Identity;

    /// <summary>True while <see cref="Volume"/> holds red, green and blue of a colour image, 0 to 1, instead of slices.</summary>
    public bool IsColour { get; set; }

    /// <summary>Starts with the slices of a unit; their values are still to be written.</summary>
    /// <returns>The values, slice by slice.</returns>
    public Span<float> Reset(IReadOnlyList<SourceInstance> instances, VolumeShape shape, VolumeGeometry? geometry)
    {
        Instances = instances;
        StackShape = shape;
        StackGeometry = geometry;
        Map = GridMap.Identity;
        IsColour = false;
        return Volume.Reset(shape, geometry);
    }

    /// <summary>Lets go of what a job left behind: its instances, and buffers that a rare large volume needed.</summary>
    public void Release()
    {
        Instances = [];
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
