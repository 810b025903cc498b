using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>One tensor that a network reads.</summary>
/// <param name="Tensor">Name in the ONNX graph.</param>
/// <param name="ElementType">ONNX element type: <c>float32</c>, <c>float16</c>, <c>uint8</c> or <c>int64</c>. Whole numbers are rounded, halves to even, and limited to what the type holds.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ImageInput), "image")]
[JsonDerivedType(typeof(AttributeInput), "attributes")]
public abstract record ModelInput(string Tensor, string ElementType);

/// <summary>The tensor that takes what <c>preprocess</c> makes of the pixels.</summary>
/// <param name="Tensor">Name in the ONNX graph.</param>
/// <param name="ElementType">ONNX element type.</param>
/// <param name="Layout">
/// Order of the axes, one letter each: N batch, C channels, D slices, H rows, W columns. With D it takes a volume, without one an image. H and W must
/// be there; an axis that is left out has the size 1. <c>NCHW</c>, <c>NHWC</c>, <c>CHW</c>; <c>NCDHW</c>, <c>NDHWC</c>, <c>NCWHD</c> (axes as NIfTI has them).
/// </param>
/// <param name="Dimensions">Sizes of the axes, in the order of <paramref name="Layout"/>.</param>
public sealed record ImageInput(string Tensor, string ElementType, string Layout, IReadOnlyList<TensorDimension> Dimensions) : ModelInput(Tensor, ElementType)
{
    /// <summary>True when it takes a volume.</summary>
    [JsonIgnore]
    public bool IsVolume => Layout.Contains('D', StringComparison.Ordinal);

    /// <summary>The sizes that an axis may have; null where the layout has no such axis.</summary>
    /// <param name="axis">Its letter.</param>
    public TensorDimension? Dimension(char axis)
    {
        int index = Layout.IndexOf(axis, StringComparison.Ordinal);
        return index >= 0 && index < Dimensions.Count ? Dimensions[index] : null;
    }
}
