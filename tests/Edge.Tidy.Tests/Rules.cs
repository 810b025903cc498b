namespace Edge.Tidy.Tests;

/// <summary>How a rule fails a test: with every violation on a line of its own.</summary>
internal static class Rules
{
    public static void Hold(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
