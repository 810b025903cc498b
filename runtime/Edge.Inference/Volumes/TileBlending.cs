using System.Numerics;

namespace Edge.Inference.Volumes;

/// <summary>
/// The weighted mean of overlapping windows, kept for as many slices as a window has and no more: windows come by rising start along D, so that slices
/// before the next start are finished, are handed on, and make room.
/// </summary>
internal sealed class TileBlending : IDisposable
{
    private readonly TilePlan _plan;
    private readonly int _channels;
    private readonly float[] _weights;
    private readonly int _sliceCount;
    private readonly NativeBuffer<float> _sums;
    private readonly NativeBuffer<float> _counts;
    private readonly float[] _cropped;
    private int _next;

    /// <summary>Makes room: (channels + 1) times the slices of a window.</summary>
    /// <param name="plan">Where the windows lie; their size is that of the network's output.</param>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="weights">What each voxel of a window counts.</param>
    /// <exception cref="OutOfMemoryException">The system has no room.</exception>
    public TileBlending(TilePlan plan, int channels, float[] weights)
    {
        _plan = plan;
        _channels = channels;
        _weights = weights;
        _sliceCount = plan.Padded.SliceCount;
        _sums = new NativeBuffer<float>(checked(plan.Window.Depth * channels * _sliceCount));
        _counts = new NativeBuffer<float>(plan.Window.Depth * _sliceCount);
        _sums.GetSpan().Clear();
        _counts.GetSpan().Clear();
        _cropped = plan.Padded.SliceCount == plan.Grid.SliceCount ? [] : new float[channels * plan.Grid.SliceCount];
    }

    /// <summary>Takes one finished slice of the grid.</summary>
    /// <param name="slice">Index along D.</param>
    /// <param name="scores">Its scores, [C,H,W]; they may be changed.</param>
    /// <returns>False to say that a score is no finite number.</returns>
    public delegate bool SliceReceiver(int slice, Span<float> scores);

    /// <summary>Bytes that blending holds.</summary>
    public static long BytesFor(TilePlan plan, int channels) => (long)plan.Window.Depth * (channels + 1) * plan.Padded.SliceCount * sizeof(float);

    /// <summary>Adds a window.</summary>
    /// <param name="scores">Its scores, [C,D,H,W].</param>
    /// <param name="d">Its start along D, on the padded grid.</param>
    /// <param name="h">Its start along H.</param>
    /// <param name="w">Its start along W.</param>
    public void Add(ReadOnlySpan<float> scores, int d, int h, int w)
    {
        VolumeShape window = _plan.Window;
        int windowCount = (int)window.Count;
        Span<float> sums = _sums.GetSpan();
        Span<float> counts = _counts.GetSpan();
        for (int z = 0; z < window.Depth; z++)
        {
            int slot = (d + z) % window.Depth;
            for (int y = 0; y < window.Height; y++)
            {
                int from = ((z * window.Height) + y) * window.Width;
                int to = ((h + y) * _plan.Padded.Width) + w;
                ReadOnlySpan<float> weights = _weights.AsSpan(from, window.Width);
                AddTo(counts.Slice((slot * _sliceCount) + to, window.Width), weights);
                for (int channel = 0; channel < _channels; channel++)
                {
                    AddTo(
                        sums.Slice((((slot * _channels) + channel) * _sliceCount) + to, window.Width),
                        scores.Slice((channel * windowCount) + from, window.Width),
                        weights);
                }
            }
        }
    }

    /// <summary>Hands on the slices that no later window reaches.</summary>
    /// <param name="nextStart">Where the next windows begin along D; the padded size after the last.</param>
    /// <param name="receive">Takes them, one by one.</param>
    /// <returns>False when the receiver said so.</returns>
    public bool Advance(int nextStart, SliceReceiver receive)
    {
        for (; _next < nextStart; _next++)
        {
            int slot = _next % _plan.Window.Depth;
            Span<float> sums = _sums.GetSpan().Slice(slot * _channels * _sliceCount, _channels * _sliceCount);
            Span<float> counts = _counts.GetSpan().Slice(slot * _sliceCount, _sliceCount);
            int slice = _next - _plan.Before.Depth;
            if (slice >= 0 && slice < _plan.Grid.Depth)
            {
                for (int channel = 0; channel < _channels; channel++)
                {
                    Divide(sums.Slice(channel * _sliceCount, _sliceCount), counts);
                }

                if (!receive(slice, Cropped(sums)))
                {
                    return false;
                }
            }

            sums.Clear();
            counts.Clear();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ((IDisposable)_sums).Dispose();
        ((IDisposable)_counts).Dispose();
    }

    /// <summary>A slice without its padding.</summary>
    private Span<float> Cropped(Span<float> padded)
    {
        if (_cropped.Length == 0)
        {
            return padded;
        }

        (VolumeShape grid, VolumeShape before) = (_plan.Grid, _plan.Before);
        for (int channel = 0; channel < _channels; channel++)
        {
            for (int row = 0; row < grid.Height; row++)
            {
                int from = (channel * _sliceCount) + ((row + before.Height) * _plan.Padded.Width) + before.Width;
                padded.Slice(from, grid.Width).CopyTo(_cropped.AsSpan((channel * grid.SliceCount) + (row * grid.Width), grid.Width));
            }
        }

        return _cropped;
    }

    private static void AddTo(Span<float> target, ReadOnlySpan<float> values)
    {
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            (new Vector<float>(target[index..]) + new Vector<float>(values[index..])).CopyTo(target[index..]);
        }

        for (; index < values.Length; index++)
        {
            target[index] += values[index];
        }
    }

    private static void AddTo(Span<float> target, ReadOnlySpan<float> values, ReadOnlySpan<float> weights)
    {
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            (new Vector<float>(target[index..]) + (new Vector<float>(values[index..]) * new Vector<float>(weights[index..]))).CopyTo(target[index..]);
        }

        for (; index < values.Length; index++)
        {
            target[index] += values[index] * weights[index];
        }
    }

    private static void Divide(Span<float> sums, ReadOnlySpan<float> counts)
    {
        int index = 0;
        for (; index <= sums.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            (new Vector<float>(sums[index..]) / new Vector<float>(counts[index..])).CopyTo(sums[index..]);
        }

        for (; index < sums.Length; index++)
        {
            sums[index] /= counts[index];
        }
    }
}
