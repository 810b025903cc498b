using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Two buffers for labels, used in turn by steps that change their shape, and again by the next job.</summary>
internal sealed class LabelBuffers : IDisposable
{
    /// <summary>Labels that a buffer may keep between jobs: 128 MiB.</summary>
    private const int KeptCountMax = 128 * 1024 * 1024;

    private NativeBuffer<byte> _next = new(0);
    private NativeBuffer<byte> _last = new(0);

    /// <summary>The buffer that was not taken last; its labels are arbitrary.</summary>
    public Memory<byte> Take(long count)
    {
        (_next, _last) = (_last, _next);
        _last = _last.AtLeast(checked((int)count));
        return _last.Memory[..(int)count];
    }

    /// <summary>Lets go of buffers that a rare large volume left behind.</summary>
    public void Trim()
    {
        _next = _next.AtMost(KeptCountMax);
        _last = _last.AtMost(KeptCountMax);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ((IDisposable)_next).Dispose();
        ((IDisposable)_last).Dispose();
    }
}
