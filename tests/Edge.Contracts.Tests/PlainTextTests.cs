namespace Edge.Contracts.Tests;

/// <summary>What a terminal would obey is not let through, and nothing else is changed.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Müller^Jürgen 山田 \u00b5 §5", "Müller^Jürgen 山田 \u00b5 §5")]
    [InlineData("\u001b[2J\u001b]0;owned\a", "?[2J?]0;owned?")]
    [InlineData("\u009b31m\u0085\u007f", "?31m??")]
    [InlineData("ok\r\nforged line\tx\0", "ok??forged line?x?")]
    [InlineData("abc\u202etxt.exe\u2066\u200b\u2028", "abc?txt.exe???")]
    [InlineData(null, "")]
    public void OneLine_MakesControlsVisible(string? text, string expected) => Assert.Equal(expected, PlainText.OneLine(text));

    [Fact]
    public void Writer_KeepsLinesAndTabsAlone()
    {
        using var kept = new StringWriter { NewLine = "\n" };
        using var writer = new PlainWriter(kept);
        writer.Write('\u001b');
        writer.Write("a\tb\n\u001b[1m");
        writer.Write(['\r', 'c']);
        writer.Write("{0}", "\b");
        writer.WriteLine("d\u009b");
        writer.Write(new string('x', 600) + "\u001b");
        writer.Flush();
        Assert.Equal("?a\tb\n?[1m?c?d?\n" + new string('x', 600) + "?", kept.ToString());
    }
}
