namespace Edge.Ctl.Evaluate;

/// <summary>Intervals of a mean by the percentile bootstrap, from a seed: the same values and seed give the same interval.</summary>
internal static class Bootstrap
{
    /// <summary>Resamples drawn.</summary>
    public const int ResampleCount = 4000;

    private const double Tail = 0.025;

    /// <summary>The mean with its 95 % interval; null of no value.</summary>
    public static Interval? Mean(IReadOnlyList<double> values, ulong seed)
    {
        if (values.Count == 0)
        {
            return null;
        }

        double[] means = new double[ResampleCount];
        ulong state = seed;
        for (int resample = 0; resample < ResampleCount; resample++)
        {
            double sum = 0;
            for (int draw = 0; draw < values.Count; draw++)
            {
                sum += values[(int)(((UInt128)Next(ref state) * (ulong)values.Count) >> 64)];
            }

            means[resample] = sum / values.Count;
        }

        Array.Sort(means);
        return new Interval(values.Average(), Quantile(means, Tail), Quantile(means, 1 - Tail));
    }

    /// <summary>Linear between order statistics.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        double at = share * (sorted.Count - 1);
        int below = (int)Math.Floor(at);
        int above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
