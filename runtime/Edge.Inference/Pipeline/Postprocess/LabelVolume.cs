using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>To which segments each voxel belongs.</summary>
/// <param name="Labels">
/// [D,H,W], W fastest. A voxel's label is its segment's channel, 0 background; or, where segments may overlap, bit c of it says whether it belongs to
/// channel c.
/// </param>
/// <param name="Shape">Their size.</param>
/// <param name="Geometry">Where they lie; null for an image.</param>
/// <param name="AreBits">True where segments may overlap.</param>
internal sealed record LabelVolume(Memory<byte> Labels, VolumeShape Shape, VolumeGeometry? Geometry, bool AreBits = false)
{
    /// <summary>Most channels whose segments may overlap.</summary>
    public const int BitChannelsMax = 8;

    /// <summary>The labels of one slice, [H,W].</summary>
    public ReadOnlySpan<byte> Slice(int slice) => Labels.Span.Slice(slice * Shape.SliceCount, Shape.SliceCount);

    /// <summary>Marks the voxels of a segment within one slice.</summary>
    /// <param name="channel">The segment's channel.</param>
    /// <param name="slice">Index along D.</param>
    /// <param name="mask">Receives 1 or 0 for each voxel, [H,W].</param>
    /// <returns>Whether there is any.</returns>
    public bool CopyMask(int channel, int slice, Span<byte> mask) => LabelMask.Copy(Slice(slice), channel, AreBits, mask);

    /// <summary>Voxels of a segment.</summary>
    public long Count(int channel) => AreBits ? LabelMask.CountBit(Labels.Span, channel) : Labels.Span.Count((byte)channel);

    /// <summary>Volume of a segment in mL: its voxels times the volume of one; 0 for an image.</summary>
    public double VolumeMl(int channel) => Geometry is null ? 0 : Count(channel) * Geometry.VoxelMl;
}
