using System.Globalization;
using Edge.Contracts;

namespace Edge.Ctl.Evaluate;

/// <summary>Brings results and truth together.</summary>
/// <param name="results">The results of one model.</param>
/// <param name="truth">What is true.</param>
/// <param name="subgroups">How units are divided.</param>
/// <param name="seed">Seed of bootstrap intervals.</param>
internal sealed class Evaluator(IReadOnlyList<CollectedResult> results, TruthTable truth, Subgroups subgroups, ulong seed)
{
    private const int ReasonsMax = 50;

    /// <summary>Evaluates.</summary>
    /// <param name="version">Version of edgectl.</param>
    /// <param name="made">When.</param>
    /// <exception cref="Edge.Ctl.Appliance.ApplianceException">A cell of the truth is neither yes nor no, or no unit has both a result and a truth.</exception>
    public Evaluation Run(string version, DateTimeOffset made)
    {
        CollectedResult[] completed = [.. results.Where(result => result.Document.Outcome == ResultOutcome.Completed)];
        var rows = results.Select(result => (Result: result, Row: truth.RowOf(result.Document.Lineage.Unit))).ToList();
        EvaluatedUnit[] units =
        [
            .. rows.Where(pair => pair.Row is not null && pair.Result.Document.Outcome == ResultOutcome.Completed)
                .Select(pair => new EvaluatedUnit(pair.Result, pair.Row!, subgroups.Of(pair.Result, pair.Row!))),
        ];
        if (units.Length == 0)
        {
            throw new Appliance.ApplianceException(
                $"No unit has both a completed result and a row in {truth.Source.File}: {results.Count} results, {truth.Source.Rows} rows. Compare the UIDs.");
        }

        HashSet<CollectedResult> known = [.. units.Select(unit => unit.Result)];
        string[] withoutTruth = [.. completed.Where(result => !known.Contains(result)).Select(result => result.Uid).Order(StringComparer.Ordinal)];
        Finding[] labels = [.. units.SelectMany(unit => unit.Result.Document.Findings).DistinctBy(finding => finding.Label)];
        return new Evaluation(
            Evaluation.CurrentSchemaVersion,
            made,
            version,
            results[0].Document.Lineage.Model,
            Counted(completed.Select(result => result.Document.Lineage.Engine is { } engine ? $"{engine.Rung}, ONNX Runtime {engine.OnnxRuntimeVersion}" : "none")),
            truth.Source,
            seed,
            new Cohort(
                results.Count,
                units.Length,
                units.Select(unit => unit.Result.Document.Lineage.Unit.StudyInstanceUid).Distinct().Count(),
                Reasons(ResultOutcome.NotApplicable),
                Reasons(ResultOutcome.Failed),
                withoutTruth,
                truth.Unused,
                [.. units[0].Groups.Select((group, index) => new CohortAttribute(group.Attribute, Counted(units.Select(unit => unit.Groups[index].Value))))]),
            [.. labels.Select(label => Evaluate(label, units)).OfType<FindingEvaluation>()],
            [.. labels.Select(label => new SegmentComparison(truth, seed).Compare(label.Label, units)).OfType<SegmentEvaluation>()]);
    }

    private FindingEvaluation? Evaluate(Finding label, EvaluatedUnit[] units)
    {
        if (!truth.Columns.Contains(label.Label, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var scored = new List<(ScoredUnit Unit, EvaluatedUnit Of)>();
        int missing = 0;
        foreach (EvaluatedUnit unit in units)
        {
            Finding? finding = unit.Result.Document.Findings.FirstOrDefault(each => each.Label == label.Label);
            bool? present = truth.Present(unit.Row, label.Label);
            if (finding is null || present is null)
            {
                missing++;
                continue;
            }

            scored.Add((new ScoredUnit(finding.Probability ?? finding.VolumeMl ?? (finding.Present ? 1 : 0), finding.Present, present.Value), unit));
        }

        ScoredUnit[] all = [.. scored.Select(each => each.Unit)];
        var parts = new List<SubgroupPerformance>();
        for (int group = 0; group < units[0].Groups.Count; group++)
        {
            parts.AddRange(scored
                .GroupBy(each => each.Of.Groups[group])
                .OrderBy(part => part.Key.Value, StringComparer.Ordinal)
                .Select(part => new SubgroupPerformance(part.Key.Attribute, part.Key.Value, WithoutCurve(Performance.Of([.. part.Select(each => each.Unit)])))));
        }

        return new FindingEvaluation(
            label.Label,
            label.Code,
            label.Probability is null && label.VolumeMl is not null ? "volume-ml" : "probability",
            label.OperatingPoint,
            missing,
            Performance.Of(all),
            ScoreHistogram.Of(all, label.Probability is not null),
            parts);
    }

    private static Performance WithoutCurve(Performance performance) =>
        performance.Roc is { } roc ? performance with { Roc = roc with { Points = [] } } : performance;

    private CountedValue[] Reasons(ResultOutcome outcome) =>
    [
        .. Counted(results.Where(result => result.Document.Outcome == outcome).Select(result => Generalised(result.Document.Reason ?? "no reason"))).Take(ReasonsMax),
    ];

    /// <summary>Numbers and UIDs out of a reason, so that equal reasons count as one.</summary>
    private static string Generalised(string reason) =>
        string.Join(' ', reason.Split(' ').Select(word => word.Count(char.IsAsciiDigit) > 5 ? "…" : word));

    private static CountedValue[] Counted(IEnumerable<string> values) =>
    [
        .. values.CountBy(value => value).OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Create(CultureInfo.InvariantCulture, false))
            .Select(count => new CountedValue(count.Key, count.Value)),
    ];
}

/// <summary>A unit with a completed result and a truth.</summary>
/// <param name="Result">The result.</param>
/// <param name="Row">The row of the truth.</param>
/// <param name="Groups">Subgroups it belongs to.</param>
internal sealed record EvaluatedUnit(
    CollectedResult Result, IReadOnlyDictionary<string, string> Row, IReadOnlyList<(string Attribute, string Value)> Groups);
