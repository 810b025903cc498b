using System.Globalization;

namespace Edge.Inference.Pipeline;

/// <summary>The most memory that this process had resident since it was last asked (VmHWM of proc_pid_status(5)).</summary>
internal static class PeakMemory
{
    private const double KiBPerMiB = 1024;
    private const string StatusFile = "/proc/self/status";
    private const string Line = "VmHWM:";

    /// <summary>Written to it, 5 sets the peak back to what is resident now (proc_pid_clear_refs(5)).</summary>
    private const string ResetFile = "/proc/self/clear_refs";

    /// <summary>The peak in MiB, after which it begins anew where the kernel allows that; 0 where it is unknown.</summary>
    public static double TakeMiB()
    {
        double peak = 0;
        try
        {
            string? line = File.ReadLines(StatusFile).FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal));
            string number = line?[Line.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim() ?? "0";
            peak = Math.Round(double.Parse(number, CultureInfo.InvariantCulture) / KiBPerMiB, 1);
            File.WriteAllText(ResetFile, "5");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then it is the peak since the process began.
        }

        return peak;
    }
}
