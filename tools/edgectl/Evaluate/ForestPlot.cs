using System.Globalization;
using System.Net;
using System.Text;

namespace Edge.Ctl.Evaluate;

/// <summary>Draws sensitivity and specificity of every subgroup beside each other, with their intervals.</summary>
internal static class ForestPlot
{
    private const double Width = 760;
    private const double LabelWidth = 230;
    private const double PlotWidth = 235;
    private const double Gap = 20;
    private const double RowHeight = 22;
    private const double Top = 34;

    /// <summary>Draws it.</summary>
    public static string Draw(IReadOnlyList<SubgroupPerformance> groups)
    {
        double height = Top + (groups.Count * RowHeight) + 26;
        var svg = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Sensitivity and specificity of subgroups\">"));
        Axis(svg, LabelWidth, "sensitivity", height);
        Axis(svg, LabelWidth + PlotWidth + (2 * Gap), "specificity", height);
        for (int index = 0; index < groups.Count; index++)
        {
            double y = Top + ((index + 0.5) * RowHeight);
            SubgroupPerformance group = groups[index];
            string label = WebUtility.HtmlEncode($"{group.Attribute}: {group.Value} ({group.Performance.Units})");
            svg.Append(Invariant($"<text x=\"{LabelWidth - 12}\" y=\"{y + 4}\" text-anchor=\"end\">{label}</text>"));
            Mark(svg, LabelWidth, y, group.Performance.Sensitivity, PageStyle.With);
            Mark(svg, LabelWidth + PlotWidth + (2 * Gap), y, group.Performance.Specificity, PageStyle.Without);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Axis(StringBuilder svg, double left, string title, double height)
    {
        svg.Append(Invariant($"<text x=\"{left}\" y=\"16\" font-weight=\"600\">{title}, 95 % interval</text>"));
        for (int tick = 0; tick <= 4; tick++)
        {
            double x = left + (tick * PlotWidth / 4);
            svg.Append(Invariant($"<line x1=\"{x}\" x2=\"{x}\" y1=\"{Top - 6}\" y2=\"{height - 22}\" stroke=\"#d0d7de\"/>"))
                .Append(Invariant($"<text x=\"{x}\" y=\"{height - 6}\" text-anchor=\"middle\">{tick * 25} %</text>"));
        }
    }

    private static void Mark(StringBuilder svg, double left, double y, Proportion share, string colour)
    {
        if (share.Estimate is not { } estimate)
        {
            svg.Append(Invariant($"<text x=\"{left + 6}\" y=\"{y + 4}\">none to count</text>"));
            return;
        }

        svg.Append(Invariant($"<line x1=\"{left + (estimate.Low * PlotWidth):0.#}\" x2=\"{left + (estimate.High * PlotWidth):0.#}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"2\"/>"))
            .Append(Invariant($"<rect x=\"{left + (estimate.Value * PlotWidth) - 4:0.#}\" y=\"{y - 4}\" width=\"8\" height=\"8\" fill=\"{colour}\"/>"));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
