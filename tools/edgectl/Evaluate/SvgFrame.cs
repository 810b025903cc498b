using System.Globalization;
using System.Text;

namespace Edge.Ctl.Evaluate;

/// <summary>A drawing with two axes, in SVG.</summary>
internal sealed class SvgFrame
{
    private const double Left = 52;
    private const double Top = 30;
    private const double Plot = 300;
    private const double Bottom = 46;
    private const double Right = 16;

    private readonly StringBuilder _svg = new();

    /// <summary>Begins a drawing.</summary>
    /// <param name="title">What it shows; also for those who hear it.</param>
    /// <param name="across">Title of the horizontal axis.</param>
    /// <param name="up">Title of the vertical axis.</param>
    public SvgFrame(string title, string across, string up)
    {
        _svg.Append(string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Left + Plot + Right} {Top + Plot + Bottom}\" role=\"img\" aria-label=\"{Text(title)}\">"))
            .Append($"<title>{Text(title)}</title>");
        Label(Left, 18, "start", title, "font-weight=\"600\"");
        Label(Left + (Plot / 2), Top + Plot + 38, "middle", across, string.Empty);
        _svg.Append(string.Create(CultureInfo.InvariantCulture, $"<text transform=\"translate(14 {Top + (Plot / 2)}) rotate(-90)\" text-anchor=\"middle\">{Text(up)}</text>"));
        Shape($"<rect x=\"{N(Left)}\" y=\"{N(Top)}\" width=\"{N(Plot)}\" height=\"{N(Plot)}\" fill=\"none\" stroke=\"#8c959f\"/>");
    }

    /// <summary>Marks a place on the horizontal axis; 0 to 1 from left to right.</summary>
    public SvgFrame TickAcross(double at, string label)
    {
        Shape($"<line x1=\"{N(X(at))}\" x2=\"{N(X(at))}\" y1=\"{N(Top)}\" y2=\"{N(Top + Plot + 4)}\" stroke=\"#d0d7de\" stroke-width=\".7\"/>");
        Label(X(at), Top + Plot + 18, "middle", label, string.Empty);
        return this;
    }

    /// <summary>Marks a place on the vertical axis; 0 to 1 from bottom to top.</summary>
    public SvgFrame TickUp(double at, string label)
    {
        Shape($"<line x1=\"{N(Left - 4)}\" x2=\"{N(Left + Plot)}\" y1=\"{N(Y(at))}\" y2=\"{N(Y(at))}\" stroke=\"#d0d7de\" stroke-width=\".7\"/>");
        Label(Left - 8, Y(at) + 4, "end", label, string.Empty);
        return this;
    }

    /// <summary>Draws a line through points.</summary>
    public SvgFrame Line(IEnumerable<(double Across, double Up)> points, string style)
    {
        Shape($"<polyline fill=\"none\" points=\"{string.Join(' ', points.Select(point => $"{N(X(point.Across))},{N(Y(point.Up))}"))}\" {style}/>");
        return this;
    }

    /// <summary>Draws a bar.</summary>
    public SvgFrame Bar(double from, double to, double up, string style)
    {
        Shape($"<rect x=\"{N(X(from))}\" width=\"{N(Math.Max(0, X(to) - X(from)))}\" y=\"{N(Y(up))}\" height=\"{N(Y(0) - Y(up))}\" {style}/>");
        return this;
    }

    /// <summary>Draws a point.</summary>
    public SvgFrame Point(double across, double up, string style)
    {
        Shape($"<circle cx=\"{N(X(across))}\" cy=\"{N(Y(up))}\" r=\"5\" {style}/>");
        return this;
    }

    /// <summary>Writes within the drawing.</summary>
    public SvgFrame Note(double across, double up, string anchor, string text, string style)
    {
        Label(X(across), Y(up), anchor, text, style);
        return this;
    }

    /// <summary>The drawing.</summary>
    public string End() => _svg.Append("</svg>").ToString();

    private void Label(double x, double y, string anchor, string text, string style) =>
        Shape($"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" {style}>{Text(text)}</text>");

    private void Shape(string markup) => _svg.Append(markup);

    private static double X(double at) => Left + (Math.Clamp(at, 0, 1) * Plot);

    private static double Y(double at) => Top + ((1 - Math.Clamp(at, 0, 1)) * Plot);

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Text(string text) => System.Net.WebUtility.HtmlEncode(text);
}
