namespace Edge.Inference.Volumes;

/// <summary>Where the samples along one axis of a resampled volume lie between the voxels of the old one.</summary>
/// <param name="Lower">Index of the voxel at or before each sample.</param>
/// <param name="Fraction">Share of the next voxel, 0 to 1; 0 where there is no next one.</param>
internal sealed record AxisSampling(int[] Lower, float[] Fraction)
{
    /// <summary>Samples along the axis.</summary>
    public int Count => Lower.Length;

    /// <summary>True when every sample is a voxel, in order from the first.</summary>
    public bool IsIdentity { get; } = !Fraction.AsSpan().ContainsAnyExcept(0f) && Lower[^1] == Lower.Length - 1;

    /// <summary>
    /// Samples at places between voxels; what lies past the first or the last voxel repeats it. Sample o of MONAI's Spacing lies at o · new / old, so that
    /// the first voxels share their centre.
    /// </summary>
    /// <param name="count">Voxels along the axis.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="move">The move from voxels to samples.</param>
    public static AxisSampling For(int count, int samples, AxisMove move)
    {
        int[] lower = new int[samples];
        float[] fraction = new float[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            double at = Math.Clamp(move.Undo(sample), 0, count - 1.0);
            lower[sample] = (int)at;
            fraction[sample] = (float)(at - lower[sample]);
        }

        return new AxisSampling(lower, fraction);
    }
}
