namespace Edge.Ctl.Offline;

/// <summary>Reads what a program says to its end and keeps the last of it: a full pipe would stop the program.</summary>
internal static class LastWords
{
    private const int KeptCharacters = 4096;

    /// <summary>Reads to the end.</summary>
    public static async Task<string> ReadAsync(StreamReader errors)
    {
        string kept = string.Empty;
        char[] buffer = new char[KeptCharacters];
        while (await errors.ReadAsync(buffer) is > 0 and var count)
        {
            kept += new string(buffer, 0, count);
            kept = kept[Math.Max(0, kept.Length - KeptCharacters)..];
        }

        return kept;
    }
}
