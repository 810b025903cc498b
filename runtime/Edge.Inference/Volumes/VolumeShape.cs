namespace Edge.Inference.Volumes;

/// <summary>Size of a volume, [D,H,W]: slices, rows, columns. W is fastest in memory. An image has one slice.</summary>
/// <param name="Depth">Slices.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct VolumeShape(int Depth, int Height, int Width)
{
    /// <summary>Most voxels that one volume may have: 2 GiB of single-precision numbers.</summary>
    public const long VoxelCountMax = 512L * 1024 * 1024;

    /// <summary>Voxels in all.</summary>
    public long Count => (long)Depth * Height * Width;

    /// <summary>Voxels of one slice.</summary>
    public int SliceCount => Height * Width;

    /// <summary>Size along axis 0, 1 or 2: D, H or W.</summary>
    public int this[int axis] => axis switch { 0 => Depth, 1 => Height, _ => Width };

    /// <inheritdoc/>
    public override string ToString() => $"{Depth}×{Height}×{Width}";
}
