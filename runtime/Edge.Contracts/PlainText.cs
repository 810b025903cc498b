using System.Globalization;

namespace Edge.Contracts;

/// <summary>
/// What people read on a terminal or in a log, made harmless: names, comments and messages of others may hold characters that a terminal obeys or that
/// turn the line around.
/// </summary>
public static class PlainText
{
    private const char Stand = '?';

    /// <summary>The text on one line, with a question mark for each character that is not shown as itself.</summary>
    public static string OneLine(string? text) => text is null ? "" : string.Create(text.Length, text, static (line, from) =>
    {
        for (int index = 0; index < line.Length; index++)
        {
            line[index] = IsShown(from[index]) ? from[index] : Stand;
        }
    });

    /// <summary>The same for one character.</summary>
    public static char Shown(char letter) => IsShown(letter) ? letter : Stand;

    // Control: C0, DEL and C1, an escape sequence of which may be one character. Format: marks that reverse the order of what follows (UAX 9), and invisible ones.
    private static bool IsShown(char letter) => letter is >= ' ' and < '\x7F'
        || char.GetUnicodeCategory(letter) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
