namespace Edge.Releases.Keys;

/// <summary>Hexadecimal text.</summary>
internal static class Hexadecimal
{
    /// <summary>The bytes; null when it is not hexadecimal or empty.</summary>
    public static byte[]? Read(string text)
    {
        if (text.Length == 0 || text.Length % 2 != 0 || !text.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        return Convert.FromHexString(text);
    }
}
