namespace Edge.Contracts;

/// <summary>
/// How a release is compared with the one that serves before it may itself. Both read the same studies; a study disagrees when a finding is present in one and absent in the other, or
/// when a number differs by more than is written here.
/// </summary>
/// <param name="LeastStudies">Studies after which it is judged. 1 to 1,000.</param>
/// <param name="LongestHours">Hours after which too few studies are reported, and an operator has to decide. 0.01 to 8,760.</param>
/// <param name="DisagreeShareMax">Share of the studies that may disagree, 0 to 1.</param>
/// <param name="ProbabilityDifferenceMax">Largest difference of a finding's probability or highest score, 0 to 1.</param>
/// <param name="OverlapMin">Least overlap of each segment with the other's (Dice coefficient), 0 to 1; null for a model without segments.</param>
/// <param name="ValueDifferenceMax">Largest difference of a predicted value, as a share of the greater one, 0 to 2; null for a model without values.</param>
/// <param name="SlowdownMax">Factor on the 95th percentile of a job's time above which it is given up. 1 to 100.</param>
/// <param name="MemoryGrowthMax">Factor on the most memory of a job above which it is given up. 1 to 100.</param>
public sealed record ShadowPlan(
    int LeastStudies,
    double LongestHours,
    double DisagreeShareMax,
    double ProbabilityDifferenceMax,
    double? OverlapMin,
    double? ValueDifferenceMax,
    double SlowdownMax,
    double MemoryGrowthMax);
