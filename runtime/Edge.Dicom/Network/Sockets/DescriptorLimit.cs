using System.Globalization;

namespace Edge.Dicom.Network;

/// <summary>
/// How many file descriptors this process may have (proc_pid_limits(5)). Running out of them must not be left to chance: with tiered
/// compilation .NET 10 itself has been seen to die of it (SIGSEGV), whatever its sockets' owner catches.
/// </summary>
internal static class DescriptorLimit
{
    private const string Limits = "/proc/self/limits";
    private const string OpenFiles = "Max open files";

    /// <summary>The soft limit, which .NET raises to the hard one at start; <see cref="int.MaxValue"/> where it is not known or unlimited.</summary>
    public static int Read()
    {
        try
        {
            return File.ReadLines(Limits).Select(Parse).FirstOrDefault(limit => limit is not null) ?? int.MaxValue;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return int.MaxValue;
        }
    }

    private static int? Parse(string line)
    {
        if (!line.StartsWith(OpenFiles, StringComparison.Ordinal))
        {
            return null;
        }

        string soft = line[OpenFiles.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : null;
    }
}
