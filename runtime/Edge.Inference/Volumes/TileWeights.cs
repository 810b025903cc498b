namespace Edge.Inference.Volumes;

/// <summary>
/// How much each voxel of a window counts where windows overlap, by MONAI's compute_importance_map: all alike, or a Gaussian around the window's centre
/// with a deviation of an eighth of its size along each axis, never below a thousandth.
/// </summary>
internal static class TileWeights
{
    private const double SigmaShare = 0.125;
    private const float LeastWeight = 1e-3f;

    /// <summary>The weights of a window, [D,H,W].</summary>
    /// <param name="window">Its size.</param>
    /// <param name="isGaussian">False: all alike.</param>
    public static float[] Of(VolumeShape window, bool isGaussian)
    {
        float[] weights = new float[window.Count];
        if (!isGaussian)
        {
            Array.Fill(weights, 1f);
            return weights;
        }

        float[][] along = [Gaussian(window.Depth), Gaussian(window.Height), Gaussian(window.Width)];
        int index = 0;
        foreach (float d in along[0])
        {
            foreach (float h in along[1])
            {
                foreach (float w in along[2])
                {
                    weights[index++] = Math.Max(d * h * w, LeastWeight);
                }
            }
        }

        return weights;
    }

    private static float[] Gaussian(int count)
    {
        double sigma = SigmaShare * count;
        float[] values = new float[count];
        for (int index = 0; index < count; index++)
        {
            double x = index - ((count - 1) / 2.0);
            values[index] = (float)Math.Exp(-(x * x) / (2 * sigma * sigma));
        }

        return values;
    }
}
