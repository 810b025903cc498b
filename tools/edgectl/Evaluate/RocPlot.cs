using System.Globalization;

namespace Edge.Ctl.Evaluate;

/// <summary>Draws the ROC curve with the operating point and its intervals.</summary>
internal static class RocPlot
{
    private static readonly double[] Ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

    /// <summary>Draws it.</summary>
    public static string Draw(FindingEvaluation finding)
    {
        Performance overall = finding.Overall;
        string area = overall.Roc is { } roc
            ? string.Create(CultureInfo.InvariantCulture, $"AUC {roc.Auc.Value:0.000} ({roc.Auc.Low:0.000} to {roc.Auc.High:0.000})")
            : "All units are alike: there is no curve";
        var frame = new SvgFrame($"ROC of {finding.Label}", "1 − specificity", "sensitivity");
        foreach (double tick in Ticks)
        {
            string label = tick.ToString("0.0", CultureInfo.InvariantCulture);
            frame.TickAcross(tick, label).TickUp(tick, label);
        }

        frame.Line([(0, 0), (1, 1)], "stroke=\"#8c959f\" stroke-dasharray=\"4 4\"");
        if (overall.Roc is { } curve)
        {
            frame.Line(curve.Points.Select(point => (point.FalsePositiveRate, point.TruePositiveRate)), $"stroke=\"{PageStyle.With}\" stroke-width=\"2.2\"");
        }

        if (overall is { Sensitivity.Estimate: { } sensitivity, Specificity.Estimate: { } specificity })
        {
            (double across, double up) = (1 - specificity.Value, sensitivity.Value);
            string style = $"stroke=\"{PageStyle.Without}\" stroke-width=\"1.6\"";
            frame.Line([(1 - specificity.High, up), (1 - specificity.Low, up)], style).Line([(across, sensitivity.Low), (across, sensitivity.High)], style)
                .Point(across, up, $"fill=\"#fff\" {style}");
        }

        return frame.Note(0.97, 0.1, "end", area, string.Empty).Note(0.97, 0.04, "end", "○ operating point with 95 % intervals", $"fill=\"{PageStyle.Without}\"").End();
    }
}
