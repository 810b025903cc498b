namespace Edge.Ctl.Evaluate;

/// <summary>The receiver operating characteristic of a score.</summary>
/// <param name="Auc">Area under the curve: the chance that a unit with the finding scores above one without, ties half; with DeLong's interval.</param>
/// <param name="Points">The curve, from (0,0) to (1,1).</param>
internal sealed record Roc(Interval Auc, IReadOnlyList<RocPoint> Points)
{
    /// <summary>Most points kept; the curve between is straight.</summary>
    private const int PointCountMax = 400;

    /// <summary>Computes it; null where all units are alike.</summary>
    public static Roc? Of(IReadOnlyList<ScoredUnit> units)
    {
        double[] positives = [.. units.Where(unit => unit.Truth).Select(unit => unit.Score)];
        double[] negatives = [.. units.Where(unit => !unit.Truth).Select(unit => unit.Score)];
        return positives.Length == 0 || negatives.Length == 0 ? null : new Roc(DeLong(positives, negatives), Curve(units, positives.Length, negatives.Length));
    }

    /// <summary>
    /// Area and variance (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988). A unit's component is the share of the other kind that it is ranked
    /// rightly against; the variances of the components over their counts add up to that of the area. The interval is normal, cut at 0 and 1.
    /// </summary>
    private static Interval DeLong(double[] positives, double[] negatives)
    {
        double[] sortedPositives = [.. positives.Order()];
        double[] sortedNegatives = [.. negatives.Order()];
        double[] ofPositives = [.. positives.Select(score => ShareBelow(sortedNegatives, score))];
        double[] ofNegatives = [.. negatives.Select(score => 1 - ShareBelow(sortedPositives, score))];
        double area = ofPositives.Average();
        double deviation = Math.Sqrt((Variance(ofPositives) / positives.Length) + (Variance(ofNegatives) / negatives.Length));
        return new Interval(area, Math.Max(0, area - (Interval.Z * deviation)), Math.Min(1, area + (Interval.Z * deviation)));
    }

    /// <summary>The share of values below a score, equal ones half.</summary>
    private static double ShareBelow(double[] sorted, double score)
    {
        int below = Bound(sorted, value => value < score);
        int notAbove = Bound(sorted, value => value <= score);
        return (below + notAbove) / (2.0 * sorted.Length);
    }

    private static int Bound(double[] sorted, Func<double, bool> isLeft)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = isLeft(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Sample variance; 0 for a single value, of which nothing is known.</summary>
    private static double Variance(double[] values)
    {
        if (values.Length < 2)
        {
            return 0;
        }

        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }

    private static List<RocPoint> Curve(IReadOnlyList<ScoredUnit> units, int positives, int negatives)
    {
        var points = new List<RocPoint> { new(0, 0, null) };
        (int truePositives, int falsePositives) = (0, 0);
        foreach (IGrouping<double, ScoredUnit> level in units.GroupBy(unit => unit.Score).OrderByDescending(level => level.Key))
        {
            truePositives += level.Count(unit => unit.Truth);
            falsePositives += level.Count(unit => !unit.Truth);
            points.Add(new RocPoint((double)falsePositives / negatives, (double)truePositives / positives, level.Key));
        }

        if (points.Count <= PointCountMax)
        {
            return points;
        }

        double step = (points.Count - 1.0) / (PointCountMax - 1);
        return [.. Enumerable.Range(0, PointCountMax).Select(index => points[(int)Math.Round(index * step)])];
    }
}

/// <summary>One point of a curve.</summary>
/// <param name="FalsePositiveRate">1 − specificity.</param>
/// <param name="TruePositiveRate">Sensitivity.</param>
/// <param name="Threshold">The score from which a unit counts as positive there; null: none does.</param>
internal sealed record RocPoint(double FalsePositiveRate, double TruePositiveRate, double? Threshold);
