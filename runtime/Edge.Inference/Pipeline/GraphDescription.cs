using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Edge.Inference.Pipeline;

/// <summary>What a graph says of itself, in the words of manifests.</summary>
internal static class GraphDescription
{
    /// <summary>Describes a loaded graph.</summary>
    public static ModelDescription Of(InferenceSession session) => new(
        [.. session.InputNames.Select(name => Tensor(name, session.InputMetadata[name]))],
        [.. session.OutputNames.Select(name => Tensor(name, session.OutputMetadata[name]))]);

    private static TensorDescription Tensor(string name, NodeMetadata tensor) => new(
        name,
        tensor.IsTensor ? NameOf(tensor.ElementDataType) : null,
        [
            .. tensor.Dimensions.Select((size, axis) => new DimensionDescription(
                size >= 0 ? size : null,
                tensor.SymbolicDimensions[axis] is { Length: > 0 } symbol ? symbol : null)),
        ]);

    private static string NameOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        TensorElementType.DataTypeMax => "none",
        _ => type.ToString().ToLowerInvariant(),
    };
}
