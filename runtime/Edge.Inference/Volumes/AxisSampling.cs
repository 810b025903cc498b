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
    /// Samples of MONAI's Spacing: round((n − 1) · old / new + 1) of them, halves to even (compute_shape_offset); sample o lies at
    /// min(o · new / old, n − 1), so that the first voxels share their centre and the border is repeated. In double precision.
    /// </summary>
    public static AxisSampling For(int count, double oldMm, double newMm)
    {
        int samples = CountFor(count, oldMm, newMm);
        int[] lower = new int[samples];
        float[] fraction = new float[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            double at = Math.Min(sample * newMm / oldMm, count - 1.0);
            lower[sample] = (int)at;
            fraction[sample] = (float)(at - lower[sample]);
        }

        return new AxisSampling(lower, fraction);
    }

    /// <summary>Number of samples.</summary>
    public static int CountFor(int count, double oldMm, double newMm) =>
        (int)Math.Round(((count - 1) * oldMm / newMm) + 1.0, MidpointRounding.ToEven);
}
