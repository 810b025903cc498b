using Edge.Contracts;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>What one output says of each voxel of the source.</summary>
/// <param name="Tensor">The output.</param>
/// <param name="Segments">The segments that the manifest reads from it.</param>
/// <param name="Labels">The labels, on the source's grid.</param>
/// <param name="Probabilities">The probabilities; null unless the manifest wants an object that holds them.</param>
internal sealed record Segmentation(string Tensor, IReadOnlyList<SegmentOutput> Segments, LabelVolume Labels, ProbabilityVolume? Probabilities);
