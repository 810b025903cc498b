namespace Edge.Inference.Volumes;

/// <summary>Moves voxels by an <see cref="AxisPlan"/>: the values stay what they are.</summary>
internal static class Orientation
{
    /// <summary>Brings a volume to LPS. A volume that already is stays untouched.</summary>
    /// <exception cref="InvalidOperationException">The volume has no geometry.</exception>
    public static void ToLps(ImageVolume volume)
    {
        VolumeGeometry geometry = volume.Geometry ?? throw new InvalidOperationException("Only a volume with a geometry can be oriented.");
        AxisPlan plan = AxisPlan.ToLps(geometry);
        if (plan.IsIdentity)
        {
            return;
        }

        VolumeShape shape = plan.Apply(volume.Shape);
        Copy<float>(volume.Values, volume.Shape, plan, volume.Spare(shape));
        volume.TakeSpare(shape, plan.Apply(geometry, volume.Shape));
    }

    /// <summary>Copies voxels from the source's axes to the oriented ones.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, VolumeShape sourceShape, AxisPlan plan, Span<T> target)
    {
        VolumeShape shape = plan.Apply(sourceShape);
        OrientedRows rows = OrientedRows.Of(sourceShape, plan);
        for (int d = 0; d < shape.Depth; d++)
        {
            for (int h = 0; h < shape.Height; h++)
            {
                rows.Read(source, d, h, target.Slice(((d * shape.Height) + h) * shape.Width, shape.Width));
            }
        }
    }
}
