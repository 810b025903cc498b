namespace Edge.Inference.Volumes;

/// <summary>Moves voxels by an <see cref="AxisPlan"/>: the values stay what they are.</summary>
internal static class Orientation
{
    /// <summary>Moves the voxels of every channel. A volume that need not move stays untouched.</summary>
    /// <exception cref="InvalidOperationException">The volume has no geometry.</exception>
    public static void Apply(ImageVolume volume, AxisPlan plan)
    {
        VolumeGeometry geometry = volume.Geometry ?? throw new InvalidOperationException("Only a volume with a geometry can be oriented.");
        if (plan.IsIdentity)
        {
            return;
        }

        VolumeShape shape = plan.Apply(volume.Shape);
        Span<float> spare = volume.Spare(shape, volume.Channels);
        for (int channel = 0; channel < volume.Channels; channel++)
        {
            Copy<float>(volume.Channel(channel), volume.Shape, plan, spare.Slice(channel * (int)shape.Count, (int)shape.Count));
        }

        volume.TakeSpare(shape, plan.Apply(geometry, volume.Shape), volume.Channels);
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
