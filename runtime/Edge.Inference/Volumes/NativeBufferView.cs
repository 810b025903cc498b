using System.Buffers;
using System.Runtime.InteropServices;

namespace Edge.Inference.Volumes;

/// <summary>Elements of another type over a buffer of bytes, which must outlive it.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <param name="buffer">The bytes.</param>
/// <param name="length">Elements.</param>
internal sealed unsafe class NativeBufferView<T>(NativeBuffer<byte> buffer, int length) : MemoryManager<T>
    where T : unmanaged
{
    /// <inheritdoc/>
    public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(buffer.GetSpan())[..length];

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => buffer.Pin(elementIndex * sizeof(T));

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It never moves.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The buffer has an owner of its own.
    }
}
