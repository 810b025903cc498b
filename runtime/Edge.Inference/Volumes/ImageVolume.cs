namespace Edge.Inference.Volumes;

/// <summary>
/// The values that flow from step to step: single precision, [D,H,W], in one of two buffers that live as long as their model, so that a step
/// that changes the shape writes into the other one and nothing is allocated for each image.
/// </summary>
internal sealed class ImageVolume : IDisposable
{
    /// <summary>Values that a buffer may keep between jobs: 256 MiB.</summary>
    private const int KeptCountMax = 64 * 1024 * 1024;

    private NativeBuffer<float> _current = new(0);
    private NativeBuffer<float> _spare = new(0);

    /// <summary>Size of the values.</summary>
    public VolumeShape Shape { get; private set; }

    /// <summary>Where the voxels lie; null for an image that has no place in the patient.</summary>
    public VolumeGeometry? Geometry { get; set; }

    /// <summary>The values, W fastest.</summary>
    public Span<float> Values => _current.GetSpan()[..(int)Shape.Count];

    /// <summary>The values as memory, for a tensor over them.</summary>
    public Memory<float> Memory => _current.Memory[..(int)Shape.Count];

    /// <summary>Starts a new image; its values are what the buffer held.</summary>
    /// <returns>The values, to be written.</returns>
    public Span<float> Reset(VolumeShape shape, VolumeGeometry? geometry)
    {
        _current = _current.AtLeast(Checked(shape));
        Shape = shape;
        Geometry = geometry;
        return Values;
    }

    /// <summary>The other buffer, for a step that cannot work in place; its values are arbitrary.</summary>
    public Span<float> Spare(VolumeShape shape)
    {
        _spare = _spare.AtLeast(Checked(shape));
        return _spare.GetSpan()[..(int)shape.Count];
    }

    /// <summary>Makes the other buffer, filled by the step, the current one.</summary>
    public void TakeSpare(VolumeShape shape, VolumeGeometry? geometry)
    {
        (_current, _spare) = (_spare, _current);
        Shape = shape;
        Geometry = geometry;
    }

    /// <summary>Lets go of buffers that a rare large image left behind.</summary>
    public void Trim()
    {
        _current = _current.AtMost(KeptCountMax);
        _spare = _spare.AtMost(KeptCountMax);
        Shape = default;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ((IDisposable)_current).Dispose();
        ((IDisposable)_spare).Dispose();
    }

    private static int Checked(VolumeShape shape) => shape.Count <= VolumeShape.VoxelCountMax
        ? (int)shape.Count
        : throw new ArgumentOutOfRangeException(nameof(shape), $"{shape} is more than {VolumeShape.VoxelCountMax} voxels.");
}
