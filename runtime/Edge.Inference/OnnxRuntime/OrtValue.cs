using System.Globalization;
using System.Buffers;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor, either over our own pinned memory or allocated by the library.</summary>
internal sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtHandle _handle;
    private MemoryHandle _pinned;
    private bool _disposed;

    internal OrtValue(nint value, MemoryHandle pinned = default)
    {
        _handle = new OrtHandle(value, OrtEntry.ReleaseValue);
        _pinned = pinned;
    }

    /// <summary>True for a tensor.</summary>
    public bool IsTensor
    {
        get
        {
            using OrtLease value = _handle.Lease();
            return OrtApi.GetInt(OrtEntry.IsTensor, value.Pointer) != 0;
        }
    }

    internal OrtHandle Handle => _handle;

    /// <summary>A tensor over an array, which stays pinned until the tensor is disposed; nothing is copied.</summary>
    /// <exception cref="OnnxRuntimeException">The array is shorter than the shape needs.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged =>
        CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    /// <summary>A tensor over memory, which stays pinned until the tensor is disposed; nothing is copied.</summary>
    /// <exception cref="OnnxRuntimeException">The memory is shorter than the shape needs.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        MemoryHandle pinned = memory.Pin();
        try
        {
            nint value;
            using OrtLease info = memoryInfo.Handle.Lease();
            fixed (long* dimensions = shape)
            {
                nuint bytes = (nuint)memory.Length * (nuint)sizeof(T);
                OrtApi.CreateTensorWithDataAsOrtValue(
                    info.Pointer, pinned.Pointer, bytes, dimensions, (nuint)shape.Length, (int)TensorElementTypes.Of<T>(), &value);
            }

            return new OrtValue(value, pinned);
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    /// <summary>A tensor in memory of the library's default allocator.</summary>
    public static OrtValue CreateAllocatedTensorValue(TensorElementType elementType, long[] shape)
    {
        nint value;
        fixed (long* dimensions = shape)
        {
            nint allocator = OrtApi.Create(OrtEntry.GetAllocatorWithDefaultOptions);
            OrtApi.CreateTensorAsOrtValue(allocator, dimensions, (nuint)shape.Length, (int)elementType, &value);
        }

        return new OrtValue(value);
    }

    /// <summary>Element type and shape.</summary>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        using OrtLease value = _handle.Lease();
        using var info = new OrtHandle(OrtApi.GetPointer(OrtEntry.GetTensorTypeAndShape, value.Pointer), OrtEntry.ReleaseTensorTypeAndShapeInfo);
        using OrtLease lease = info.Lease();
        return new OrtTensorTypeAndShapeInfo(lease.Pointer);
    }

    /// <summary>The elements, last axis fastest. The span is valid until the tensor is disposed.</summary>
    /// <exception cref="OnnxRuntimeException">The elements are of another type.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged =>
        GetTensorMutableDataAsSpan<T>();

    /// <summary>The elements, last axis fastest, to be changed in place. The span is valid until the tensor is disposed.</summary>
    /// <exception cref="OnnxRuntimeException">The elements are of another type.</exception>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        OrtTensorTypeAndShapeInfo info = GetTensorTypeAndShape();
        if (info.ElementDataType != TensorElementTypes.Of<T>())
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The tensor holds {info.ElementDataType}, not {typeof(T).Name}.");
        }

        using OrtLease value = _handle.Lease();
        nint data = OrtApi.GetPointer(OrtEntry.GetTensorMutableData, value.Pointer);
        return new Span<T>((void*)data, SpanLength(info.ElementCount, "elements"));
    }

    /// <summary>The elements as bytes, to be changed in place. The span is valid until the tensor is disposed.</summary>
    /// <exception cref="OnnxRuntimeException">They are too many for one span.</exception>
    public Span<byte> GetTensorMutableRawData()
    {
        using OrtLease value = _handle.Lease();
        nint data = OrtApi.GetPointer(OrtEntry.GetTensorMutableData, value.Pointer);
        return new Span<byte>((void*)data, SpanLength((long)OrtApi.GetSize(OrtEntry.GetTensorSizeInBytes, value.Pointer), "bytes"));
    }

    private static int SpanLength(long length, string unit) => length <= int.MaxValue
        ? (int)length
        : throw new OnnxRuntimeException(
            ErrorCode.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"The tensor has {length} {unit}; at most {int.MaxValue} can be read or written here."));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _handle.Dispose();
        _pinned.Dispose();
    }
}
