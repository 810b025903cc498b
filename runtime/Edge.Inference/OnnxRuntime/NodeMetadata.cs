using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a graph says about one of its inputs or outputs.</summary>
internal sealed class NodeMetadata
{
    private NodeMetadata(OnnxValueType valueType, TensorElementType elementType, int[] dimensions, string[] symbolicDimensions)
    {
        OnnxValueType = valueType;
        ElementDataType = elementType;
        Dimensions = dimensions;
        SymbolicDimensions = symbolicDimensions;
    }

    /// <summary>Tensor, sequence, map or other.</summary>
    public OnnxValueType OnnxValueType { get; }

    /// <summary>Type of one element of a tensor.</summary>
    public TensorElementType ElementDataType { get; }

    /// <summary>Size along each axis; −1 where the graph leaves it open.</summary>
    public int[] Dimensions { get; }

    /// <summary>Name of each open axis; empty for a fixed one.</summary>
    public string[] SymbolicDimensions { get; }

    /// <summary>True for a tensor.</summary>
    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>The .NET type of one element, or null where there is none.</summary>
    public Type? ElementType => TensorElementTypes.HolderOf(ElementDataType);

    /// <summary>Reads a type description; the caller releases it.</summary>
    internal static unsafe NodeMetadata Read(nint typeInfo)
    {
        var valueType = (OnnxValueType)OrtApi.GetInt(OrtEntry.GetOnnxTypeFromTypeInfo, typeInfo);
        nint tensorInfo = OrtApi.GetPointer(OrtEntry.CastTypeInfoToTensorInfo, typeInfo);
        if (tensorInfo == 0)
        {
            return new NodeMetadata(valueType, TensorElementType.DataTypeMax, [], []);
        }

        var shape = new OrtTensorTypeAndShapeInfo(tensorInfo);
        nint* names = stackalloc nint[shape.DimensionsCount];
        OrtApi.GetSymbolicDimensions(tensorInfo, names, (nuint)shape.DimensionsCount);
        int[] dimensions = new int[shape.DimensionsCount];
        string[] symbols = new string[shape.DimensionsCount];
        for (int axis = 0; axis < shape.DimensionsCount; axis++)
        {
            dimensions[axis] = (int)shape.Shape[axis];
            symbols[axis] = Marshal.PtrToStringUTF8(names[axis]) ?? string.Empty;
        }

        return new NodeMetadata(valueType, shape.ElementDataType, dimensions, symbols);
    }
}
