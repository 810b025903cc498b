using System.Globalization;
using System.Net;
using System.Text;

namespace Edge.Ctl.Evaluate;

/// <summary>An evaluation as one HTML page that needs nothing else: no script, no font and no picture from elsewhere; it prints on A4.</summary>
internal sealed class EvaluationPage
{
    private const int ListedMax = 50;

    private readonly StringBuilder _html = new();

    private EvaluationPage()
    {
    }

    /// <summary>Writes the page.</summary>
    public static string Write(Evaluation evaluation)
    {
        var page = new EvaluationPage();
        page.Head(evaluation);
        page.Summary(evaluation);
        page.Exclusions(evaluation.Cohort);
        page.CohortTable(evaluation.Cohort);
        foreach (FindingEvaluation finding in evaluation.Findings)
        {
            page.Finding(finding);
        }

        foreach (SegmentEvaluation segment in evaluation.Segments)
        {
            page.Segment(segment);
        }

        page.Foot(evaluation);
        return page._html.ToString();
    }

    private void Head(Evaluation evaluation)
    {
        string title = $"Evaluation of {evaluation.Model.Name} {evaluation.Model.Version}";
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
            .Append($"<title>{Text(title)}</title><style>{PageStyle.Css}</style></head><body><main>\n<h1>{Text(title)}</h1>\n");
        Facts(
            ("Model", $"{evaluation.Model.Name} {evaluation.Model.Version}"),
            ("Digest of the release", evaluation.Model.Digest),
            ("SHA-256 of the manifest", evaluation.Model.ManifestSha256 ?? "not known"),
            ("Engine", string.Join("; ", evaluation.Engines.Select(engine => $"{engine.Value} ({engine.Count} units)"))),
            ("Truth", $"{evaluation.Truth.File}, {evaluation.Truth.Rows} rows, SHA-256 {evaluation.Truth.Sha256}"),
            ("Made", $"{evaluation.Made.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC by edgectl {evaluation.EdgectlVersion}"));
    }

    private void Summary(Evaluation evaluation)
    {
        _html.Append("<h2>Results at the operating point</h2>\n");
        Table(
            ["Finding", "Units", "With finding", "Operating point", "Sensitivity", "Specificity", "PPV", "NPV", "AUC"],
            evaluation.Findings.Select(finding => (string[])
            [
                finding.Label,
                Number(finding.Overall.Units),
                Number(finding.Overall.Positives),
                OperatingPoint(finding),
                Share(finding.Overall.Sensitivity),
                Share(finding.Overall.Specificity),
                Share(finding.Overall.PositivePredictiveValue),
                Share(finding.Overall.NegativePredictiveValue),
                Decimal(finding.Overall.Roc?.Auc),
            ]));
        if (evaluation.Segments.Count > 0)
        {
            Table(
                ["Segment", "Units compared", "Mean Dice", "Median Dice", "Mean volume error, mL", "Both empty"],
                evaluation.Segments.Select(segment => (string[])
                [
                    segment.Label,
                    Number(segment.Units.Count),
                    Decimal(segment.Dice),
                    segment.DiceMedian is { } median ? Decimal(median) : "none",
                    Decimal(segment.VolumeErrorMl),
                    Number(segment.BothEmpty),
                ]));
        }
    }

    private void Exclusions(Cohort cohort)
    {
        _html.Append("<h2>Who is counted and who is not</h2>\n");
        Table(
            ["", "Units"],
            [
                ["Results found", Number(cohort.Results)],
                ["The model did not apply", Number(cohort.NotApplicable.Sum(reason => reason.Count))],
                ["Failed", Number(cohort.Failed.Sum(reason => reason.Count))],
                ["Completed, but nothing in the truth", Number(cohort.WithoutTruth.Count)],
                ["Evaluated", $"{Number(cohort.Evaluated)} of {Number(cohort.Studies)} studies"],
                ["In the truth, but no result", Number(cohort.WithoutResult.Count)],
            ]);
        Reasons("Why the model did not apply", cohort.NotApplicable);
        Reasons("Why units failed", cohort.Failed);
        Uids("Completed units without truth", cohort.WithoutTruth);
        Uids("Rows of the truth without result", cohort.WithoutResult);
    }

    private void CohortTable(Cohort cohort)
    {
        _html.Append("<h2>Cohort</h2>\n");
        Table(
            ["Attribute", "Value", "Units", "Share"],
            cohort.Attributes.SelectMany(attribute => attribute.Values.Select((value, index) => (string[])
            [
                index == 0 ? attribute.Name : string.Empty,
                value.Value,
                Number(value.Count),
                Percent((double)value.Count / Math.Max(1, cohort.Evaluated)),
            ])));
    }

    private void Finding(FindingEvaluation finding)
    {
        Performance overall = finding.Overall;
        _html.Append($"<section class=\"finding\"><h2>{Text(finding.Label)}</h2>\n<p>{Text(finding.Code.Meaning)} ({Text(finding.Code.Scheme)} {Text(finding.Code.Value)}). ")
            .Append($"Score: {(finding.Score == "volume-ml" ? "volume in mL" : "probability")}; operating point {Text(OperatingPoint(finding))}. ")
            .Append($"{Number(finding.TruthMissing)} units without truth for this finding are not counted.</p>\n<div class=\"plots\">");
        _html.Append(RocPlot.Draw(finding)).Append(ScorePlot.Draw(finding)).Append("</div>\n");
        Table(
            ["", "Finding in truth", "None in truth"],
            [
                ["Model: present", Number(overall.TruePositives), Number(overall.FalsePositives)],
                ["Model: absent", Number(overall.FalseNegatives), Number(overall.TrueNegatives)],
            ]);
        _html.Append("<h3>Subgroups</h3>\n").Append(ForestPlot.Draw(finding.Subgroups));
        Table(
            ["Attribute", "Value", "Units", "With finding", "Sensitivity", "Specificity", "AUC"],
            finding.Subgroups.Select(group => (string[])
            [
                group.Attribute,
                group.Value,
                Number(group.Performance.Units),
                Number(group.Performance.Positives),
                Share(group.Performance.Sensitivity),
                Share(group.Performance.Specificity),
                Decimal(group.Performance.Roc?.Auc),
            ]));
        _html.Append("</section>\n");
    }

    private void Segment(SegmentEvaluation segment)
    {
        _html.Append($"<section class=\"finding\"><h2>{Text(segment.Label)}: masks</h2>\n");
        Table(
            ["Unit", "Dice", "Volume, mL", "True volume, mL"],
            segment.Units.OrderBy(unit => unit.Dice ?? double.MaxValue).Take(ListedMax).Select(unit => (string[])
            [
                unit.Uid,
                unit.Dice is { } dice ? Decimal(dice) : "both empty",
                Decimal(unit.VolumeMl),
                Decimal(unit.TrueVolumeMl),
            ]));
        _html.Append(segment.Units.Count > ListedMax ? $"<p>The {ListedMax} units with the least agreement of {segment.Units.Count}; evaluation.json has all.</p>\n" : string.Empty);
        Uids("Masks that could not be compared", segment.Problems);
        _html.Append("</section>\n");
    }

    private void Foot(Evaluation evaluation)
    {
        _html.Append("<h2>How the numbers are made</h2>\n<ul>");
        foreach (string method in Evaluation.Methods)
        {
            _html.Append($"<li>{Text(method)}</li>");
        }

        _html.Append($"<li>Seed: {Number((long)evaluation.Seed)}.</li></ul>\n<table class=\"signatures\"><tr><th>Reviewed by</th><th>Role</th><th>Date</th><th>Signature</th></tr>")
            .Append("<tr><td></td><td></td><td></td><td></td></tr><tr><td></td><td></td><td></td><td></td></tr></table>\n</main></body></html>\n");
    }

    private void Facts(params (string Name, string Value)[] facts)
    {
        _html.Append("<dl>");
        foreach ((string name, string value) in facts)
        {
            _html.Append($"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>");
        }

        _html.Append("</dl>\n");
    }

    private void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        _html.Append("<table><thead><tr>").AppendJoin(string.Empty, columns.Select(column => $"<th scope=\"col\">{Text(column)}</th>")).Append("</tr></thead><tbody>");
        foreach (string[] row in rows)
        {
            _html.Append("<tr>").AppendJoin(string.Empty, row.Select((cell, index) => index == 0 ? $"<th scope=\"row\">{Text(cell)}</th>" : $"<td>{Text(cell)}</td>")).Append("</tr>");
        }

        _html.Append("</tbody></table>\n");
    }

    private void Reasons(string title, IReadOnlyList<CountedValue> reasons)
    {
        if (reasons.Count > 0)
        {
            _html.Append($"<h3>{Text(title)}</h3>\n");
            Table(["Reason", "Units"], reasons.Select(reason => (string[])[reason.Value, Number(reason.Count)]));
        }
    }

    private void Uids(string title, IReadOnlyList<string> uids)
    {
        if (uids.Count > 0)
        {
            string more = uids.Count > ListedMax ? $"<li>and {uids.Count - ListedMax} more; evaluation.json has all.</li>" : string.Empty;
            _html.Append($"<h3>{Text(title)}</h3><ul class=\"uids\">")
                .AppendJoin(string.Empty, uids.Take(ListedMax).Select(uid => $"<li>{Text(uid)}</li>")).Append($"{more}</ul>\n");
        }
    }

    private static string OperatingPoint(FindingEvaluation finding) =>
        finding.OperatingPoint is { } point ? point.ToString("0.###", CultureInfo.InvariantCulture) : "as the manifest says";

    private static string Share(Proportion share) => share.Estimate is { } estimate
        ? $"{Percent(estimate.Value)} ({Percent(estimate.Low)} to {Percent(estimate.High)}), {Number(share.Count)} of {Number(share.Of)}"
        : "none to count";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    private static string Decimal(Interval? interval) =>
        interval is null ? "none" : $"{Decimal(interval.Value)} ({Decimal(interval.Low)} to {Decimal(interval.High)})";

    private static string Decimal(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
