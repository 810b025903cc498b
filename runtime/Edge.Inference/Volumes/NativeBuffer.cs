using System.Buffers;
using System.Runtime.InteropServices;

namespace Edge.Inference.Volumes;

/// <summary>
/// A buffer outside the managed heap. A volume has hundreds of megabytes: on the heap they would stay until a full collection that an idle
/// process with memory to spare never makes; here they go back to the system when they are let go. There is no finalizer: a span may outlive the last
/// reference to its owner.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
internal sealed unsafe class NativeBuffer<T> : MemoryManager<T>
    where T : unmanaged
{
    private T* _elements;

    /// <summary>Allocates; the elements are arbitrary.</summary>
    /// <exception cref="OutOfMemoryException">The system has no room.</exception>
    public NativeBuffer(int length)
    {
        _elements = (T*)NativeMemory.Alloc((nuint)length, (nuint)sizeof(T));
        Length = length;
    }

    /// <summary>Elements.</summary>
    public int Length { get; private set; }

    /// <summary>This buffer, or one of at least <paramref name="count"/> elements in its place.</summary>
    public NativeBuffer<T> AtLeast(int count)
    {
        if (Length >= count)
        {
            return this;
        }

        ((IDisposable)this).Dispose();
        return new NativeBuffer<T>(count);
    }

    /// <summary>This buffer, or an empty one in its place when it has more than <paramref name="count"/> elements.</summary>
    public NativeBuffer<T> AtMost(int count)
    {
        if (Length <= count)
        {
            return this;
        }

        ((IDisposable)this).Dispose();
        return new NativeBuffer<T>(0);
    }

    /// <inheritdoc/>
    public override Span<T> GetSpan() => new(_elements, Length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_elements + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It never moves.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_elements);
        _elements = null;
        Length = 0;
    }
}
