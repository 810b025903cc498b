using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>One step from the output tensor to findings.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SigmoidStep), "sigmoid")]
[JsonDerivedType(typeof(SoftmaxStep), "softmax")]
[JsonDerivedType(typeof(ThresholdStep), "threshold")]
[JsonDerivedType(typeof(ArgmaxStep), "argmax")]
[JsonDerivedType(typeof(MinVolumeStep), "min-volume-ml")]
[JsonDerivedType(typeof(InvertGeometryStep), "invert-geometry")]
[JsonDerivedType(typeof(MeasureStep), "measure")]
public abstract record PostprocessStep;

/// <summary>1 / (1 + e^−x) of every element.</summary>
public sealed record SigmoidStep : PostprocessStep;

/// <summary>Exponentials over their sum along the channel axis.</summary>
public sealed record SoftmaxStep : PostprocessStep;

/// <summary>A finding is present from its operating point on (≥).</summary>
/// <param name="OperatingPoints">One per channel, 0..1.</param>
public sealed record ThresholdStep(IReadOnlyList<double> OperatingPoints) : PostprocessStep;

/// <summary>The channel of the greatest value, the lowest on a tie, becomes the voxel's label.</summary>
public sealed record ArgmaxStep : PostprocessStep;

/// <summary>Removes connected components (26-neighbourhood, per label) smaller than a volume.</summary>
/// <param name="Value">Least volume kept, in mL.</param>
public sealed record MinVolumeStep(double Value) : PostprocessStep;

/// <summary>Brings a label volume back onto the source grid, nearest neighbour.</summary>
public sealed record InvertGeometryStep : PostprocessStep;

/// <summary>Measures each segment on the current grid.</summary>
/// <param name="Quantities"><c>volume-ml</c>: voxel count times voxel volume, in mL.</param>
public sealed record MeasureStep(IReadOnlyList<string> Quantities) : PostprocessStep;
