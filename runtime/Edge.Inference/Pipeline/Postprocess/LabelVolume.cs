using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>A label for each voxel; 0 is background.</summary>
/// <param name="Labels">The labels, [D,H,W], W fastest.</param>
/// <param name="Shape">Their size.</param>
/// <param name="Geometry">Where they lie.</param>
internal sealed record LabelVolume(Memory<byte> Labels, VolumeShape Shape, VolumeGeometry Geometry)
{
    /// <summary>Volume of a label in mL: its voxels times the volume of one.</summary>
    public double VolumeMl(int label) => Labels.Span.Count((byte)label) * Geometry.VoxelMl;
}
