using System.Runtime.InteropServices;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Buffers for labels, used again by steps that change their shape and by the next job.</summary>
internal sealed class LabelBuffers : IDisposable
{
    /// <summary>Labels that a buffer may keep between jobs: 128 MiB.</summary>
    private const int KeptCountMax = 128 * 1024 * 1024;

    private readonly List<NativeBuffer<byte>> _free = [];
    private readonly List<NativeBuffer<byte>> _taken = [];

    /// <summary>A buffer that nothing else uses; its labels are arbitrary.</summary>
    public Memory<byte> Take(long count)
    {
        int needed = checked((int)count);
        if (_free.Count > 0)
        {
            _taken.Add(_free[^1].AtLeast(needed));
            _free.RemoveAt(_free.Count - 1);
        }
        else
        {
            _taken.Add(new NativeBuffer<byte>(needed));
        }

        return _taken[^1].Memory[..needed];
    }

    /// <summary>Gives a buffer back before the job ends.</summary>
    public void Return(Memory<byte> labels)
    {
        if (MemoryMarshal.TryGetMemoryManager<byte, NativeBuffer<byte>>(labels, out NativeBuffer<byte>? buffer) && _taken.Remove(buffer))
        {
            _free.Add(buffer);
        }
    }

    /// <summary>Takes every buffer back at the end of a job, and lets go of those that a rare large volume needed.</summary>
    public void Release()
    {
        _free.AddRange(_taken);
        _taken.Clear();
        for (int index = 0; index < _free.Count; index++)
        {
            _free[index] = _free[index].AtMost(KeptCountMax);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _free.AddRange(_taken);
        _taken.Clear();
        _free.ForEach(static buffer => ((IDisposable)buffer).Dispose());
        _free.Clear();
    }
}
