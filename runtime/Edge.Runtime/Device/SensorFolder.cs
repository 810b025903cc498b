using System.Globalization;

namespace Edge.Runtime.Device;

/// <summary>Reads small files of the kernel's, in bounded time and memory: what is missing, too long or no number is null.</summary>
internal static class SensorFolder
{
    private const int MaxBytes = 4096;

    /// <summary>Folders below one that match a pattern, in order, at most <paramref name="max"/>; links are followed. Empty where there is none.</summary>
    public static IReadOnlyList<string> Folders(string parent, string pattern, int max)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(parent, pattern).Order(StringComparer.Ordinal).Take(max)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Names of files in a folder that match a pattern, in order, at most <paramref name="max"/>.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern, int max)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, pattern).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).Take(max)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The file's text without white space around it.</summary>
    public static string? Text(params ReadOnlySpan<string> path)
    {
        try
        {
            using var file = new FileStream(Path.Combine(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[MaxBytes];
            int length = file.ReadAtLeast(bytes, MaxBytes, throwOnEndOfStream: false);
            return System.Text.Encoding.ASCII.GetString(bytes, 0, length).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The file's number.</summary>
    public static double? Number(params ReadOnlySpan<string> path) =>
        double.TryParse(Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
