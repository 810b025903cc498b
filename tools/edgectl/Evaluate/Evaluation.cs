using Edge.Contracts;

namespace Edge.Ctl.Evaluate;

/// <summary>A model's results against the truth: the content of <c>evaluation.json</c>, and what the report shows.</summary>
/// <param name="SchemaVersion">Version of this format.</param>
/// <param name="Made">When, UTC.</param>
/// <param name="EdgectlVersion">Version of edgectl.</param>
/// <param name="Model">The model.</param>
/// <param name="Engines">What ran it, and how many units.</param>
/// <param name="Truth">The file of the truth, and its SHA-256.</param>
/// <param name="Seed">Seed of bootstrap intervals.</param>
/// <param name="Cohort">Who was looked at.</param>
/// <param name="Findings">Each finding.</param>
/// <param name="Segments">Each segment with a true mask; empty when there are none.</param>
internal sealed record Evaluation(
    int SchemaVersion,
    DateTimeOffset Made,
    string EdgectlVersion,
    ModelIdentity Model,
    IReadOnlyList<CountedValue> Engines,
    TruthSource Truth,
    ulong Seed,
    Cohort Cohort,
    IReadOnlyList<FindingEvaluation> Findings,
    IReadOnlyList<SegmentEvaluation> Segments)
{
    /// <summary>The version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>How intervals are made, for readers of either form.</summary>
    public static readonly IReadOnlyList<string> Methods =
    [
        "Intervals hold 95 %. Shares (sensitivity, specificity, predictive values): Wilson score.",
        "Area under the ROC curve: DeLong 1988, normal, cut at 0 and 1; ties count half.",
        $"Mean Dice and mean volume error: percentile bootstrap over units, {Bootstrap.ResampleCount} resamples from the seed named here.",
        "Dice is 2·|A∩B| / (|A|+|B|) over all voxels of a unit; units in which both masks are empty are counted apart, since it is not defined there.",
        "Units count each by itself. Several units of one study or patient are not independent: intervals are then too narrow.",
        "Predictive values hold at the prevalence of this cohort and at no other.",
    ];
}

/// <summary>Where the truth came from.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Sha256">Its SHA-256.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record TruthSource(string File, string Sha256, int Rows);

/// <summary>A value and how many units have it.</summary>
internal sealed record CountedValue(string Value, int Count);

/// <summary>Who was looked at, and who was not.</summary>
/// <param name="Results">Results found.</param>
/// <param name="Evaluated">Units with a completed result and a truth.</param>
/// <param name="Studies">Studies they belong to.</param>
/// <param name="NotApplicable">Reasons for which the model did not apply, with counts.</param>
/// <param name="Failed">Reasons for which a unit failed, with counts.</param>
/// <param name="WithoutTruth">Units with a completed result and no row in the truth: their UIDs.</param>
/// <param name="WithoutResult">Rows of the truth that no result belongs to.</param>
/// <param name="Attributes">Of the units evaluated: each attribute with its values.</param>
internal sealed record Cohort(
    int Results,
    int Evaluated,
    int Studies,
    IReadOnlyList<CountedValue> NotApplicable,
    IReadOnlyList<CountedValue> Failed,
    IReadOnlyList<string> WithoutTruth,
    IReadOnlyList<string> WithoutResult,
    IReadOnlyList<CohortAttribute> Attributes);

/// <summary>One attribute of the cohort.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Values">Its values.</param>
internal sealed record CohortAttribute(string Name, IReadOnlyList<CountedValue> Values);

/// <summary>One finding against the truth.</summary>
/// <param name="Label">Label of the manifest.</param>
/// <param name="Code">Coded concept.</param>
/// <param name="Score">What is ranked: <c>probability</c> or <c>volume-ml</c>.</param>
/// <param name="OperatingPoint">Score from which it counts as present, as results say; null where they do not.</param>
/// <param name="TruthMissing">Units whose row says nothing of this finding.</param>
/// <param name="Overall">Of all units.</param>
/// <param name="Scores">Scores of units with and without the finding.</param>
/// <param name="Subgroups">The same for each subgroup.</param>
internal sealed record FindingEvaluation(
    string Label,
    CodedConcept Code,
    string Score,
    double? OperatingPoint,
    int TruthMissing,
    Performance Overall,
    ScoreHistogram Scores,
    IReadOnlyList<SubgroupPerformance> Subgroups);

/// <summary>A subgroup's performance.</summary>
/// <param name="Attribute">What divides.</param>
/// <param name="Value">Which part.</param>
/// <param name="Performance">Of its units; its curve is left out.</param>
internal sealed record SubgroupPerformance(string Attribute, string Value, Performance Performance);

/// <summary>Counts of scores in bins.</summary>
/// <param name="Edges">Edges, ascending; one more than bins.</param>
/// <param name="WithFinding">Units with the finding in each bin.</param>
/// <param name="WithoutFinding">Units without in each bin.</param>
internal sealed record ScoreHistogram(IReadOnlyList<double> Edges, IReadOnlyList<int> WithFinding, IReadOnlyList<int> WithoutFinding)
{
    private const int BinCount = 20;

    /// <summary>Counts: probabilities between 0 and 1, other scores up to the greatest.</summary>
    public static ScoreHistogram Of(IReadOnlyList<ScoredUnit> units, bool isProbability)
    {
        double top = isProbability || units.Count == 0 ? 1 : Math.Max(units.Max(unit => unit.Score), 1e-9);
        int[] with = new int[BinCount];
        int[] without = new int[BinCount];
        foreach (ScoredUnit unit in units)
        {
            int bin = Math.Clamp((int)(unit.Score / top * BinCount), 0, BinCount - 1);
            (unit.Truth ? with : without)[bin]++;
        }

        return new ScoreHistogram([.. Enumerable.Range(0, BinCount + 1).Select(edge => edge * top / BinCount)], with, without);
    }
}

/// <summary>One segment against true masks.</summary>
/// <param name="Label">Label of the manifest.</param>
/// <param name="Dice">Mean Dice; null where no unit has a mask that is not empty.</param>
/// <param name="DiceMedian">Median Dice.</param>
/// <param name="VolumeErrorMl">Mean of volume less true volume, in mL.</param>
/// <param name="BothEmpty">Units in which both masks are empty.</param>
/// <param name="Units">Each unit.</param>
/// <param name="Problems">Masks that could not be compared, with the reason.</param>
internal sealed record SegmentEvaluation(
    string Label,
    Interval? Dice,
    double? DiceMedian,
    Interval? VolumeErrorMl,
    int BothEmpty,
    IReadOnlyList<SegmentUnit> Units,
    IReadOnlyList<string> Problems);

/// <summary>One unit of a segment.</summary>
/// <param name="Uid">SOP Instance UID or Series Instance UID.</param>
/// <param name="Dice">Dice; null where both masks are empty.</param>
/// <param name="VolumeMl">Volume of the model's mask, in mL.</param>
/// <param name="TrueVolumeMl">Volume of the true mask, in mL.</param>
internal sealed record SegmentUnit(string Uid, double? Dice, double VolumeMl, double TrueVolumeMl);
