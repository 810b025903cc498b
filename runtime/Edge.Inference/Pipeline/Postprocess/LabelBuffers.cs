namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Two buffers for labels, used in turn by steps that change their shape, and again by the next job.</summary>
internal sealed class LabelBuffers
{
    /// <summary>Labels that a buffer may keep between jobs: 128 MiB.</summary>
    private const int KeptCountMax = 128 * 1024 * 1024;

    private byte[] _next = [];
    private byte[] _last = [];

    /// <summary>The buffer that was not taken last; its labels are arbitrary.</summary>
    public Memory<byte> Take(long count)
    {
        (_next, _last) = (_last, _next);
        if (_last.Length < count)
        {
            _last = GC.AllocateUninitializedArray<byte>(checked((int)count));
        }

        return _last.AsMemory(0, (int)count);
    }

    /// <summary>Lets go of buffers that a rare large volume left behind.</summary>
    public void Trim()
    {
        _next = _next.Length > KeptCountMax ? [] : _next;
        _last = _last.Length > KeptCountMax ? [] : _last;
    }
}
