namespace Edge.Inference.Volumes;

/// <summary>
/// The values that flow from step to step: single precision, [C,D,H,W], in one of two buffers that live as long as their model, so that a step
/// that changes the shape writes into the other one and nothing is allocated for each image.
/// </summary>
internal sealed class ImageVolume : IDisposable
{
    /// <summary>Values that a buffer may keep between jobs: 256 MiB.</summary>
    private const int KeptCountMax = 64 * 1024 * 1024;

    private NativeBuffer<float> _current = new(0);
    private NativeBuffer<float> _spare = new(0);

    /// <summary>Size of one channel.</summary>
    public VolumeShape Shape { get; private set; }

    /// <summary>Channels, each of that size, one after the other.</summary>
    public int Channels { get; private set; } = 1;

    /// <summary>Values in all.</summary>
    public long Count => Channels * Shape.Count;

    /// <summary>Where the voxels lie; null for an image that has no place in the patient.</summary>
    public VolumeGeometry? Geometry { get; set; }

    /// <summary>The values, W fastest.</summary>
    public Span<float> Values => _current.GetSpan()[..(int)Count];

    /// <summary>The values as memory, for a tensor over them.</summary>
    public Memory<float> Memory => _current.Memory[..(int)Count];

    /// <summary>The values of one channel.</summary>
    public Span<float> Channel(int channel) => Values.Slice(channel * (int)Shape.Count, (int)Shape.Count);

    /// <summary>Starts a new image; its values are what the buffer held.</summary>
    /// <returns>The values, to be written.</returns>
    public Span<float> Reset(VolumeShape shape, VolumeGeometry? geometry, int channels = 1)
    {
        _current = _current.AtLeast(Checked(shape, channels));
        Shape = shape;
        Geometry = geometry;
        Channels = channels;
        return Values;
    }

    /// <summary>The other buffer, for a step that cannot work in place; its values are arbitrary.</summary>
    public Span<float> Spare(VolumeShape shape, int channels)
    {
        int count = Checked(shape, channels);
        _spare = _spare.AtLeast(count);
        return _spare.GetSpan()[..count];
    }

    /// <summary>Makes the other buffer, filled by the step, the current one.</summary>
    public void TakeSpare(VolumeShape shape, VolumeGeometry? geometry, int channels)
    {
        (_current, _spare) = (_spare, _current);
        Shape = shape;
        Geometry = geometry;
        Channels = channels;
    }

    /// <summary>Lets go of the other buffer, when no step needs it any more.</summary>
    public void TrimSpare() => _spare = _spare.AtMost(0);

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

    private static int Checked(VolumeShape shape, int channels) => shape.Count * channels <= VolumeShape.VoxelCountMax
        ? (int)shape.Count * channels
        : throw new ArgumentOutOfRangeException(nameof(shape), $"{channels} × {shape} are more than {VolumeShape.VoxelCountMax} values.");
}
