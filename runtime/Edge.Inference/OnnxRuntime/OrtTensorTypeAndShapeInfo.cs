using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element type and shape of a tensor.</summary>
internal readonly struct OrtTensorTypeAndShapeInfo
{
    internal unsafe OrtTensorTypeAndShapeInfo(nint info)
    {
        ElementDataType = (TensorElementType)OrtApi.GetInt(OrtEntry.GetTensorElementType, info);
        Shape = new long[(int)OrtApi.GetSize(OrtEntry.GetDimensionsCount, info)];
        fixed (long* shape = Shape)
        {
            OrtApi.GetDimensions(info, shape, (nuint)Shape.Length);
        }

        // The library's own count fails where an axis is open.
        ElementCount = Shape.AsSpan().ContainsAnyInRange(long.MinValue, -1) ? -1 : Shape.Aggregate(1L, (count, size) => checked(count * size));
    }

    /// <summary>Type of one element.</summary>
    public TensorElementType ElementDataType { get; }

    /// <summary>Size along each axis; −1 where the graph leaves it open.</summary>
    public long[] Shape { get; }

    /// <summary>Number of axes.</summary>
    public int DimensionsCount => Shape.Length;

    /// <summary>Product of the sizes; −1 where one is open.</summary>
    public long ElementCount { get; }
}
