using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>One step from the output tensors to findings. docs/manifest.md defines each by formula and source.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SigmoidStep), "sigmoid")]
[JsonDerivedType(typeof(SoftmaxStep), "softmax")]
[JsonDerivedType(typeof(CalibrateStep), "calibrate")]
[JsonDerivedType(typeof(ThresholdStep), "threshold")]
[JsonDerivedType(typeof(ArgmaxStep), "argmax")]
[JsonDerivedType(typeof(LargestComponentStep), "largest-component")]
[JsonDerivedType(typeof(MinVolumeStep), "min-volume-ml")]
[JsonDerivedType(typeof(BoxesStep), "boxes")]
[JsonDerivedType(typeof(InvertGeometryStep), "invert-geometry")]
[JsonDerivedType(typeof(MeasureStep), "measure")]
public abstract record PostprocessStep
{
    /// <summary>The output that the step works on; absent or null where there is one only. <c>boxes</c> names its own.</summary>
    public string? Tensor { get; init; }
}

/// <summary>1 / (1 + e^−x) of every element.</summary>
public sealed record SigmoidStep : PostprocessStep;

/// <summary>Exponentials over their sum along the channel axis.</summary>
public sealed record SoftmaxStep : PostprocessStep;

/// <summary>Corrects scores by what was measured on a calibration set. Each list has one entry for every channel, or one for all.</summary>
/// <param name="Method">
/// <c>temperature</c>: x / T, before softmax or sigmoid; <c>platt</c>: 1 / (1 + e^−(slope · x + intercept)), in place of sigmoid; <c>isotonic</c>: a table,
/// between whose points the value is interpolated and beyond whose ends it stays.
/// </param>
/// <param name="Temperature">T, above 0, for <c>temperature</c>, else null.</param>
/// <param name="Slope">For <c>platt</c>, else null.</param>
/// <param name="Intercept">For <c>platt</c>, else null.</param>
/// <param name="Tables">For <c>isotonic</c>, else null.</param>
public sealed record CalibrateStep(
    string Method,
    IReadOnlyList<double>? Temperature,
    IReadOnlyList<double>? Slope,
    IReadOnlyList<double>? Intercept,
    IReadOnlyList<CalibrationTable>? Tables) : PostprocessStep;

/// <summary>The points of an isotonic calibration.</summary>
/// <param name="Scores">Scores, strictly ascending; at least two.</param>
/// <param name="Probabilities">What each becomes, 0..1, never falling.</param>
public sealed record CalibrationTable(IReadOnlyList<double> Scores, IReadOnlyList<double> Probabilities);

/// <summary>
/// A finding is present from its operating point on (≥). Of an output with a value for each place, each place belongs to every channel whose operating
/// point it reaches, so that segments may overlap.
/// </summary>
/// <param name="OperatingPoints">One per channel, 0..1.</param>
public sealed record ThresholdStep(IReadOnlyList<double> OperatingPoints) : PostprocessStep;

/// <summary>The channel of the greatest value, the lowest on a tie: a voxel's label, or the one finding of several that is present.</summary>
public sealed record ArgmaxStep : PostprocessStep;

/// <summary>Keeps the connected component (26-neighbourhood, per segment) of most voxels, the first on a tie.</summary>
public sealed record LargestComponentStep : PostprocessStep;

/// <summary>Removes connected components (26-neighbourhood, per segment) smaller than a volume.</summary>
/// <param name="Value">Least volume kept, in mL.</param>
public sealed record MinVolumeStep(double Value) : PostprocessStep;

/// <summary>Candidates of a detector to boxes: score, threshold, non-maximum suppression.</summary>
/// <param name="Boxes">The output with the coordinates, of layout <c>KC</c>, <c>NKC</c> or <c>NCK</c>: its first 4 channels, or 6 for a volume.</param>
/// <param name="Scores">
/// The output with the scores: one for each candidate (<c>K</c>, <c>NK</c>) or one for each class (<c>KC</c>, <c>NKC</c>, <c>NCK</c>); null: the channels
/// after the coordinates.
/// </param>
/// <param name="Classes">The output with each candidate's class (<c>K</c>, <c>NK</c>); null: the class is the index of its greatest score.</param>
/// <param name="Format">
/// What the channels are: <c>xyxy</c>, <c>yxyx</c>, <c>cxcywh</c>, <c>xywh</c>; of a volume <c>xyzxyz</c>, <c>zyxzyx</c>, <c>cxcyczwhd</c>.
/// </param>
/// <param name="Units"><c>pixels</c> of the network's input, or <c>normalised</c>: 0..1 over its width, height and depth.</param>
/// <param name="Objectness">True: the first score is the candidate's own and multiplies those of its classes.</param>
/// <param name="ScoreThreshold">Least score kept, 0..1.</param>
/// <param name="NmsIou">A box that overlaps one of a higher score by more than this (intersection over union) is left out; 1: none is.</param>
/// <param name="NmsPerClass">True: only boxes of one class suppress each other.</param>
/// <param name="MaxCount">Most boxes kept, those of the highest scores, 1 to 1000.</param>
public sealed record BoxesStep(
    string Boxes,
    string? Scores,
    string? Classes,
    string Format,
    string Units,
    bool Objectness,
    double ScoreThreshold,
    double NmsIou,
    bool NmsPerClass,
    int MaxCount) : PostprocessStep;

/// <summary>Brings what there is back onto the source grid: labels by the nearest voxel, scores linearly, boxes by their corners.</summary>
public sealed record InvertGeometryStep : PostprocessStep;

/// <summary>Measures each segment on the current grid.</summary>
/// <param name="Quantities">
/// <c>volume-ml</c>: voxel count times voxel volume, in mL; <c>diameter-mm</c>: the longest within a slice, in mm; <c>mean</c>: of the modality's values.
/// </param>
public sealed record MeasureStep(IReadOnlyList<string> Quantities) : PostprocessStep;
