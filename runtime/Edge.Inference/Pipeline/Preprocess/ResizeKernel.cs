namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Which source pixels make each target pixel along one axis, and with what weights.</summary>
/// <param name="First">First source pixel of each target pixel.</param>
/// <param name="Weights">Weights of each target pixel, padded with zeros to one length.</param>
/// <param name="Taps">That length.</param>
internal sealed record ResizeKernel(int[] First, float[] Weights, int Taps)
{
    /// <summary>
    /// torch.nn.functional.interpolate, mode bilinear, align_corners=False. Source place of target i: (i + 0.5) · scale − 0.5 with
    /// scale = source / target. Without antialias: the two neighbours, clamped at the borders. With antialias: a triangle of half-width
    /// max(scale, 1), cut at the borders and normalised.
    /// </summary>
    public static ResizeKernel Bilinear(int source, int target, bool antialias)
    {
        double scale = (double)source / target;
        double support = antialias ? Math.Max(scale, 1) : 1;
        int taps = Math.Min((int)Math.Ceiling(support) * 2 + 1, source);
        int[] first = new int[target];
        float[] weights = new float[target * taps];
        for (int index = 0; index < target; index++)
        {
            double center = (index + 0.5) * scale;
            Span<float> own = weights.AsSpan(index * taps, taps);
            first[index] = antialias ? Triangle(center, support, source, own) : Neighbours(center, source, own);
        }

        return new ResizeKernel(first, weights, taps);
    }

    private static int Neighbours(double center, int source, Span<float> weights)
    {
        double at = Math.Max(center - 0.5, 0);
        int lower = Math.Min((int)at, source - 1);
        int start = Math.Min(lower, source - weights.Length);
        double fraction = at - lower;
        int upper = Math.Min(lower + 1, source - 1);
        weights[lower - start] += (float)(1 - fraction);
        weights[upper - start] += (float)fraction;
        return start;
    }

    private static int Triangle(double center, double support, int source, Span<float> weights)
    {
        int from = Math.Max((int)(center - support + 0.5), 0);
        int to = Math.Min((int)(center + support + 0.5), source);
        int start = Math.Min(from, source - weights.Length);
        double sum = 0;
        for (int pixel = from; pixel < to; pixel++)
        {
            sum += Weight(pixel, center, support);
        }

        for (int pixel = from; pixel < to; pixel++)
        {
            weights[pixel - start] = (float)(Weight(pixel, center, support) / sum);
        }

        return start;
    }

    private static double Weight(int pixel, double center, double support) => Math.Max(0, 1 - Math.Abs((pixel - center + 0.5) / support));
}
