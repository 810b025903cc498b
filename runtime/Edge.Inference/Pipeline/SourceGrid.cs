using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>The slices that a result is about, and where their voxels lie.</summary>
/// <param name="Slices">One for each index along D, in the order used; of an instance of many frames, its frames.</param>
/// <param name="Shape">Size, [D,H,W]; an image has one slice.</param>
/// <param name="Geometry">Where the voxels lie; null for an image.</param>
internal sealed record SourceGrid(IReadOnlyList<SourceInstance> Slices, VolumeShape Shape, VolumeGeometry? Geometry);
