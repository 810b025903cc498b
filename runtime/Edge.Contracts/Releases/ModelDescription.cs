namespace Edge.Contracts;

/// <summary>What an ONNX graph says of itself.</summary>
/// <param name="Inputs">Its inputs, in its order.</param>
/// <param name="Outputs">Its outputs, in its order.</param>
public sealed record ModelDescription(IReadOnlyList<TensorDescription> Inputs, IReadOnlyList<TensorDescription> Outputs);

/// <summary>One input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType"><c>float32</c>, <c>float16</c>, <c>uint8</c>, <c>int64</c> and so on; null for what is no tensor.</param>
/// <param name="Dimensions">Its axes.</param>
public sealed record TensorDescription(string Name, string? ElementType, IReadOnlyList<DimensionDescription> Dimensions);

/// <summary>One axis.</summary>
/// <param name="Size">Its size; null where the graph leaves it open.</param>
/// <param name="Symbol">The name the graph gives an open axis; null when it gives none.</param>
public sealed record DimensionDescription(int? Size, string? Symbol);
