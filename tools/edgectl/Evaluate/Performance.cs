namespace Edge.Ctl.Evaluate;

/// <summary>How well a finding agrees with the truth at the model's operating point, and over all thresholds.</summary>
/// <param name="TruePositives">Present, and said so.</param>
/// <param name="FalsePositives">Absent, and said to be present.</param>
/// <param name="FalseNegatives">Present, and said to be absent.</param>
/// <param name="TrueNegatives">Absent, and said so.</param>
/// <param name="Sensitivity">Of those with the finding, the share said to have it.</param>
/// <param name="Specificity">Of those without, the share said to be without.</param>
/// <param name="PositivePredictiveValue">Of those said to have it, the share that has it, at the prevalence of this cohort.</param>
/// <param name="NegativePredictiveValue">Of those said to be without, the share that is, at the prevalence of this cohort.</param>
/// <param name="Roc">Over all thresholds; null where all units are alike.</param>
internal sealed record Performance(
    int TruePositives,
    int FalsePositives,
    int FalseNegatives,
    int TrueNegatives,
    Proportion Sensitivity,
    Proportion Specificity,
    Proportion PositivePredictiveValue,
    Proportion NegativePredictiveValue,
    Roc? Roc)
{
    /// <summary>Units counted.</summary>
    public int Units => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    /// <summary>Units with the finding.</summary>
    public int Positives => TruePositives + FalseNegatives;

    /// <summary>Computes it.</summary>
    public static Performance Of(IReadOnlyList<ScoredUnit> units)
    {
        int truePositives = units.Count(unit => unit is { Truth: true, Present: true });
        int falsePositives = units.Count(unit => unit is { Truth: false, Present: true });
        int falseNegatives = units.Count(unit => unit is { Truth: true, Present: false });
        int trueNegatives = units.Count(unit => unit is { Truth: false, Present: false });
        return new Performance(
            truePositives,
            falsePositives,
            falseNegatives,
            trueNegatives,
            Proportion.Wilson(truePositives, truePositives + falseNegatives),
            Proportion.Wilson(trueNegatives, trueNegatives + falsePositives),
            Proportion.Wilson(truePositives, truePositives + falsePositives),
            Proportion.Wilson(trueNegatives, trueNegatives + falseNegatives),
            Roc.Of(units));
    }
}
