namespace Edge.Ctl.Evaluate;

/// <summary>An estimate with its 95 % confidence interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower limit.</param>
/// <param name="High">Upper limit.</param>
internal sealed record Interval(double Value, double Low, double High)
{
    /// <summary>The 97.5 % quantile of the standard normal distribution: intervals hold 95 %.</summary>
    public const double Z = 1.959963984540054;
}

/// <summary>A share of counted units, with its 95 % interval by Wilson's score.</summary>
/// <param name="Count">Units that have it.</param>
/// <param name="Of">Units that could.</param>
/// <param name="Estimate">The share; null when nothing could be counted.</param>
internal sealed record Proportion(int Count, int Of, Interval? Estimate)
{
    /// <summary>Computes it (E. B. Wilson, JASA 22, 1927): the limits p that lie Z standard errors, of p itself, from the share seen.</summary>
    public static Proportion Wilson(int count, int of)
    {
        if (of == 0)
        {
            return new Proportion(count, of, null);
        }

        const double Square = Interval.Z * Interval.Z;
        double share = (double)count / of;
        double denominator = 1 + (Square / of);
        double centre = (share + (Square / (2 * of))) / denominator;
        double half = Interval.Z * Math.Sqrt((share * (1 - share) / of) + (Square / (4.0 * of * of))) / denominator;

        // At the ends rounding would leave the limit a hair inside.
        double low = count == 0 ? 0 : centre - half;
        double high = count == of ? 1 : centre + half;
        return new Proportion(count, of, new Interval(share, low, high));
    }
}
