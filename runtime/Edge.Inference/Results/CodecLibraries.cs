using Edge.Contracts;

namespace Edge.Inference.Results;

/// <summary>Which of the system's codecs this process has loaded, and in which version.</summary>
internal static class CodecLibraries
{
    private const string Maps = "/proc/self/maps";
    private const string Suffix = ".so.";

    private static readonly string[] Names = ["libcharls", "libopenjp2", "libturbojpeg"];

    /// <summary>Reads them off the files that are mapped: the one way that all three have in common, and true of what really runs.</summary>
    /// <returns>In the order of their names; empty where the kernel shows no maps.</returns>
    public static IReadOnlyList<CodecUsed> Loaded()
    {
        var found = new SortedDictionary<string, CodecUsed>(StringComparer.Ordinal);
        try
        {
            foreach (string line in File.ReadLines(Maps))
            {
                string file = Path.GetFileName(line.AsSpan(line.LastIndexOf(' ') + 1)).ToString();
                int suffix = file.IndexOf(Suffix, StringComparison.Ordinal);
                if (suffix > 0 && Names.Contains(file[..suffix]))
                {
                    found[file[..suffix]] = new CodecUsed(file[..suffix], file[(suffix + Suffix.Length)..]);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return [.. found.Values];
    }
}
