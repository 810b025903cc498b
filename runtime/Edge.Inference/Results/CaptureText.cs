namespace Edge.Inference.Results;

/// <summary>The lines below a picture: the mark, the model, and what was found.</summary>
/// <param name="Lines">Text and colour of each, broken to fit.</param>
/// <param name="Scale">Pixels for each dot of a letter.</param>
internal sealed record CaptureText(IReadOnlyList<(string Text, DisplayColour Colour)> Lines, int Scale)
{
    /// <summary>What every picture says, so that nobody takes it for a finding that somebody has made.</summary>
    public const string Mark = "AI result, not for diagnosis without review";

    private const int ScaleMin = 2;
    private const int ColumnsForScale = 400;
    private const int LineGap = 3;
    private const int LineCountMax = 24;

    /// <summary>Rows that the text takes, with a margin above and below.</summary>
    public int Height => ((Lines.Count * LineHeight) + LineGap) * Scale;

    private static int LineHeight => BitmapFont.Height + LineGap;

    /// <summary>Lays lines out for a picture: letters of two pixels a dot at least, and larger ones on larger pictures.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="columns">Columns of the picture.</param>
    public static CaptureText Of(IEnumerable<(string Text, DisplayColour Colour)> lines, int columns)
    {
        int scale = Math.Max(ScaleMin, columns / ColumnsForScale);
        int room = Math.Max(1, (columns / (BitmapFont.Advance * scale)) - 1);
        (string, DisplayColour)[] broken = [.. lines.SelectMany(line => Broken(line.Text, room).Select(text => (text, line.Colour)))];
        return new CaptureText(
            broken.Length <= LineCountMax ? broken : [.. broken.Take(LineCountMax - 1), ("... more in the report", DisplayColour.White)], scale);
    }

    /// <summary>Draws the lines from a row on.</summary>
    public void Draw(CaptureRaster raster, int top)
    {
        for (int index = 0; index < Lines.Count; index++)
        {
            raster.Write(top + ((LineGap + (index * LineHeight)) * Scale), LineGap * Scale, Lines[index].Text, Scale, Lines[index].Colour);
        }
    }

    private static IEnumerable<string> Broken(string text, int room)
    {
        while (text.Length > room)
        {
            int space = text.LastIndexOf(' ', room);
            int end = space > 0 ? space : room;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        yield return text;
    }
}
