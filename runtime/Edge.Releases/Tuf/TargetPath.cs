namespace Edge.Releases.Tuf;

/// <summary>Names of targets that are safe to ask a source for and to make a file name of.</summary>
internal static class TargetPath
{
    private const int LengthMax = 512;
    private const int FileNameLengthMax = 240;

    /// <summary>The segments of a path.</summary>
    /// <exception cref="TrustException">
    /// It is empty, too long, absolute, has an empty segment or one of dots, a backslash or a control character: it might lead out of its folder.
    /// </exception>
    public static IReadOnlyList<string> Split(string path)
    {
        string[] segments = path.Split('/');
        return path.Length <= LengthMax && segments.All(IsSafe)
            ? segments
            : throw new TrustException(TrustFailure.Malformed, $"'{path}' is no safe name of a target.");
    }

    /// <summary>One file name for a whole path, by percent-encoding; no two paths share one.</summary>
    /// <exception cref="TrustException">The path is not safe, or the name would be too long.</exception>
    public static string ToFileName(string path)
    {
        string name = Uri.EscapeDataString(string.Join('/', Split(path)));
        return name.Length <= FileNameLengthMax ? name : throw new TrustException(TrustFailure.Malformed, $"The name of the target '{path}' is too long.");
    }

    private static bool IsSafe(string segment) =>
        segment is not ("" or "." or "..") && !segment.Any(letter => letter == '\\' || char.IsControl(letter));
}
