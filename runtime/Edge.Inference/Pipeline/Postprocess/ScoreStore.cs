using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Scores of every voxel of the network's grid, [C,D,H,W]: the network's own output where it ran once, a buffer where it ran tile by tile.</summary>
internal sealed class ScoreStore : IDisposable
{
    private readonly NetworkOutput? _output;
    private readonly NativeBuffer<float>? _buffer;

    /// <summary>Scores of an output, which the store takes over.</summary>
    public ScoreStore(NetworkOutput output, VolumeShape shape)
    {
        _output = output;
        Channels = output.Channels;
        Shape = shape;
    }

    /// <summary>Room for scores.</summary>
    /// <exception cref="OutOfMemoryException">The system has none.</exception>
    public ScoreStore(int channels, VolumeShape shape)
    {
        _buffer = new NativeBuffer<float>(checked((int)(channels * shape.Count)));
        Channels = channels;
        Shape = shape;
    }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>Size of each, [D,H,W].</summary>
    public VolumeShape Shape { get; }

    /// <summary>Scores, [C,D,H,W].</summary>
    public Span<float> Values => _output is null ? _buffer!.GetSpan() : _output.Values;

    /// <summary>Scores of one channel, [D,H,W].</summary>
    public Span<float> Channel(int channel) => Values.Slice(channel * (int)Shape.Count, (int)Shape.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _output?.Dispose();
        ((IDisposable?)_buffer)?.Dispose();
    }
}
