using System.Globalization;

namespace Edge.Ctl.Evaluate;

/// <summary>Draws how scores lie in units with and without the finding, each as a share of its kind.</summary>
internal static class ScorePlot
{
    private const int TickCount = 4;

    /// <summary>Bars end below the words at the top.</summary>
    private const double Headroom = 1.25;

    /// <summary>Draws it.</summary>
    public static string Draw(FindingEvaluation finding)
    {
        ScoreHistogram scores = finding.Scores;
        double with = Math.Max(1, scores.WithFinding.Sum());
        double without = Math.Max(1, scores.WithoutFinding.Sum());
        double most = Headroom * Math.Max(1e-9, scores.WithFinding.Select(count => count / with).Concat(scores.WithoutFinding.Select(count => count / without)).Max());
        var frame = new SvgFrame($"Scores of {finding.Label}", finding.Score == "volume-ml" ? "volume, mL" : "probability", "share of units of a kind");
        for (int tick = 0; tick <= TickCount; tick++)
        {
            double at = (double)tick / TickCount;
            frame.TickAcross(at, (scores.Edges[^1] * at).ToString("0.##", CultureInfo.InvariantCulture))
                .TickUp(at, (most * at).ToString("0 %", CultureInfo.InvariantCulture));
        }

        int bins = scores.WithFinding.Count;
        for (int bin = 0; bin < bins; bin++)
        {
            double from = (double)bin / bins;
            double half = 0.5 / bins;
            frame.Bar(from, from + half, scores.WithoutFinding[bin] / without / most, $"fill=\"{PageStyle.Without}\"")
                .Bar(from + half, from + (2 * half), scores.WithFinding[bin] / with / most, $"fill=\"#fff\" stroke=\"{PageStyle.With}\" stroke-width=\"1.4\"");
        }

        if (finding.OperatingPoint is { } point)
        {
            double at = point / scores.Edges[^1];
            frame.Line([(at, 0), (at, 1)], "stroke=\"#1b1f24\" stroke-dasharray=\"2 3\"").Note(Math.Clamp(at, 0.18, 0.82), 0.86, "middle", "operating point", string.Empty);
        }

        return frame.Note(0.46, 0.94, "end", "■ without finding", $"fill=\"{PageStyle.Without}\"").Note(0.54, 0.94, "start", "□ with finding", $"fill=\"{PageStyle.With}\"").End();
    }
}
