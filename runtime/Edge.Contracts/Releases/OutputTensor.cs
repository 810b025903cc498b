using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>One output of the network.</summary>
/// <param name="Tensor">Name in the ONNX graph.</param>
/// <param name="ElementType"><c>float32</c>, <c>float16</c>, <c>uint8</c> or <c>int64</c>.</param>
/// <param name="Layout">
/// Axis order. N is the batch of 1, C the channels, D, H and W the place in the input, K the candidates of a detector. Scores: <c>N</c>, <c>C</c>, <c>NC</c>,
/// <c>NC1</c>, <c>NC11</c>, <c>NC111</c> (1: an axis of one); for each place any order of N, C, D, H and W, such as <c>NCHW</c>, <c>NDHWC</c> or
/// <c>NCWHD</c>; labels, a whole number for each place, the same without C, such as <c>NHW</c>; candidates: <c>K</c>, <c>KC</c>, <c>NK</c>, <c>NKC</c>,
/// <c>NCK</c>.
/// </param>
public sealed record OutputTensor(string Tensor, string ElementType, string Layout)
{
    /// <summary>True where the output has a value for each place of the input.</summary>
    [JsonIgnore]
    public bool IsDense => Layout.Contains('W', StringComparison.Ordinal);

    /// <summary>True where the output has one value for each channel.</summary>
    [JsonIgnore]
    public bool IsVector => !IsDense && !HoldsCandidates;

    /// <summary>True where those values are labels already.</summary>
    [JsonIgnore]
    public bool HoldsLabels => IsDense && !Layout.Contains('C', StringComparison.Ordinal);

    /// <summary>True where the output lists candidates.</summary>
    [JsonIgnore]
    public bool HoldsCandidates => Layout.Contains('K', StringComparison.Ordinal);
}
