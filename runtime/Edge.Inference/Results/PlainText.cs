using System.Text;
using Edge.Dicom;

namespace Edge.Inference.Results;

/// <summary>
/// Text of our own, of manifests and configuration, in a data set whose character set is the source's: what that may lack becomes a question mark, because
/// the names of the source stay as they are, byte for byte.
/// </summary>
internal static class PlainText
{
    /// <summary>Longest text of LO and of a code's meaning (PS3.5 6.2).</summary>
    public const int LongStringMax = 64;

    /// <summary>Longest text of SH.</summary>
    public const int ShortStringMax = 16;

    /// <summary>Fits text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lengthMax">Most characters.</param>
    /// <param name="characters">The character set of the data set.</param>
    public static string Of(string text, int lengthMax, DicomCharacterSet characters)
    {
        bool takesAll = characters.Terms is ["ISO_IR 192"];
        var fitted = new StringBuilder(Math.Min(text.Length, lengthMax));
        foreach (char character in text.Length > lengthMax ? text.AsSpan(0, lengthMax) : text)
        {
            bool fits = character >= ' ' && character is not '\\' and not '\x7F' && (takesAll || character < '\x7F');
            fitted.Append(fits ? character : '?');
        }

        return fitted.ToString().Trim();
    }
}
