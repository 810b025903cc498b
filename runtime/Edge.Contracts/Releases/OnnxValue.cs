namespace Edge.Contracts;

/// <summary>One input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Element type by its name in a manifest, such as <c>float32</c>; of another the number that ONNX has for it.</param>
/// <param name="Dimensions">Size of each axis, null for one that is open; null where the graph does not say how many axes there are.</param>
public sealed record OnnxValue(string Name, string ElementType, IReadOnlyList<long?>? Dimensions)
{
    /// <summary>Its sizes in words: <c>1×3×?×?</c>.</summary>
    public string Shape => Dimensions is null ? "of any shape" : Dimensions.Count == 0 ? "a scalar" : string.Join('×', Dimensions.Select(static size => size is { } known ? FormattableString.Invariant($"{known}") : "?"));

    /// <summary>The name of an element type (onnx.proto3, TensorProto.DataType).</summary>
    internal static string NameOf(long type) => type switch
    {
        1 => "float32",
        2 => "uint8",
        3 => "int8",
        4 => "uint16",
        5 => "int16",
        6 => "int32",
        7 => "int64",
        8 => "string",
        9 => "bool",
        10 => "float16",
        11 => "float64",
        12 => "uint32",
        13 => "uint64",
        16 => "bfloat16",
        _ => FormattableString.Invariant($"type {type}"),
    };
}
