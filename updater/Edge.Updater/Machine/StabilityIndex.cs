namespace Edge.Updater.Machine;

/// <summary>
/// How far a distribution has moved: Σ (p − q) · ln(p / q) over the bins, the population stability index of credit scoring, which is the symmetric Kullback-Leibler divergence. Below 0.1 counts
/// as no change there, above 0.25 as a great one.
/// </summary>
internal static class StabilityIndex
{
    /// <summary>Added to each bin, so that an empty one has a logarithm (Jeffreys' prior).</summary>
    private const double Smoothing = 0.5;

    /// <summary>The index of two lists of counts of the same bins.</summary>
    public static double Of(IReadOnlyList<long> before, IReadOnlyList<long> now)
    {
        double allBefore = before.Sum() + (Smoothing * before.Count);
        double allNow = now.Sum() + (Smoothing * now.Count);
        double index = 0;
        for (int bin = 0; bin < Math.Min(before.Count, now.Count); bin++)
        {
            double was = (before[bin] + Smoothing) / allBefore;
            double share = (now[bin] + Smoothing) / allNow;
            index += (share - was) * Math.Log(share / was);
        }

        return index;
    }
}
