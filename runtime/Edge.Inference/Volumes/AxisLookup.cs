namespace Edge.Inference.Volumes;

/// <summary>For each index along one axis of the source: where on the network's grid its value is found.</summary>
/// <param name="Axis">The axis of the grid.</param>
/// <param name="Nearest">Nearest voxel, halves to even; −1 where the source was cut off.</param>
/// <param name="Lower">Voxel at or before; −1 where the source was cut off.</param>
/// <param name="Fraction">Share of the next voxel, 0 to 1; 0 where there is none.</param>
internal sealed record AxisLookup(int Axis, int[] Nearest, int[] Lower, float[] Fraction)
{
    /// <summary>True where each index finds its own voxel.</summary>
    public bool IsIdentity { get; } = Enumerable.Range(0, Lower.Length).All(index => Lower[index] == index && Fraction[index] == 0);

    /// <summary>The lookup along a source axis. A place between the border and half a voxel past it takes the border.</summary>
    /// <param name="map">The way to the grid.</param>
    /// <param name="source">Source axis 0, 1 or 2.</param>
    /// <param name="sourceShape">Size of the source.</param>
    /// <param name="gridShape">Size of the grid.</param>
    public static AxisLookup For(GridMap map, int source, VolumeShape sourceShape, VolumeShape gridShape)
    {
        int axis = map.Axis(source);
        int count = sourceShape[source];
        int last = gridShape[axis] - 1;
        int[] nearest = new int[count];
        int[] lower = new int[count];
        float[] fraction = new float[count];
        for (int index = 0; index < count; index++)
        {
            double at = map.ToGrid(axis, index);
            if (double.IsNaN(at))
            {
                (nearest[index], lower[index]) = (-1, -1);
                continue;
            }

            nearest[index] = Math.Clamp((int)Math.Round(at, MidpointRounding.ToEven), 0, last);
            double clamped = Math.Clamp(at, 0, last);
            lower[index] = (int)clamped;
            fraction[index] = (float)(clamped - lower[index]);
        }

        return new AxisLookup(axis, nearest, lower, fraction);
    }
}
