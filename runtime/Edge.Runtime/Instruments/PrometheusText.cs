using System.Globalization;
using System.Text;
using Edge.Contracts;

namespace Edge.Runtime.Instruments;

/// <summary>
/// Writes metrics as Prometheus reads them (text format 0.0.4), named as OpenTelemetry's rules for Prometheus have it: underscores for dots, the unit in words as a suffix,
/// <c>_total</c> on counters.
/// </summary>
internal static class PrometheusText
{
    /// <summary>Media type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text.</summary>
    /// <param name="points">Values, those of one name next to each other.</param>
    public static string Write(IReadOnlyList<MetricPoint> points)
    {
        var text = new StringBuilder();
        string? last = null;
        foreach (MetricPoint point in points)
        {
            string name = Name(point);
            if (name != last)
            {
                last = name;
                text.Append("# HELP ").Append(name).Append(' ').Append(point.Description.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
                text.Append("# TYPE ").Append(name).Append(' ').Append(point.Kind.ToString().ToLowerInvariant()).Append('\n');
            }

            if (point.Histogram is { } histogram)
            {
                Write(text, name, point, histogram);
            }
            else
            {
                Sample(text, name, Labels(point.Attributes), point.Value ?? 0);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, MetricPoint point, MetricHistogram histogram)
    {
        long below = 0;
        for (int bucket = 0; bucket < histogram.Counts.Count; bucket++)
        {
            below += histogram.Counts[bucket];
            string bound = bucket < histogram.Bounds.Count ? Number(histogram.Bounds[bucket]) : "+Inf";
            Sample(text, name + "_bucket", Labels(point.Attributes, ("le", bound)), below);
        }

        Sample(text, name + "_sum", Labels(point.Attributes), histogram.Sum);
        Sample(text, name + "_count", Labels(point.Attributes), histogram.Count);
    }

    private static string Name(MetricPoint point)
    {
        string name = Plain(point.Name);
        string suffix = point.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "Cel" => "_celsius",
            "W" => "_watts",
            "1" => "_ratio",
            _ => "",
        };
        if (!name.EndsWith(suffix, StringComparison.Ordinal))
        {
            name += suffix;
        }

        return point.Kind == MetricKind.Counter ? name + "_total" : name;
    }

    private static void Sample(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels).Append(' ').Append(Number(value)).Append('\n');

    private static string Labels(IReadOnlyDictionary<string, string> attributes, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var labels = new List<string>(attributes.Count + more.Length);
        foreach ((string name, string value) in attributes)
        {
            labels.Add(Label(name, value));
        }

        foreach ((string name, string value) in more)
        {
            labels.Add(Label(name, value));
        }

        return labels.Count == 0 ? "" : $"{{{string.Join(',', labels)}}}";
    }

    private static string Label(string name, string value) =>
        $"{Plain(name)}=\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}\"";

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
