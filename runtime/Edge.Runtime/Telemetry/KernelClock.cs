using System.Runtime.InteropServices;
using Edge.Contracts;

namespace Edge.Runtime.Telemetry;

/// <summary>Asks the kernel how well the clock is kept (adjtimex(2), reading only). A service that may not ask goes by systemd-timesyncd's word.</summary>
internal static unsafe partial class KernelClock
{
    // struct timex of 64-bit Linux: modes, offset, freq, maxerror (µs), esterror, status, …; 208 bytes.
    private const int TimexBytes = 256;
    private const int MaximumErrorAt = 24;
    private const int StatusAt = 40;
    private const int Unsynchronised = 0x40;
    private const double MicrosecondsPerMs = 1000;

    private const string SynchronisedMark = "/run/systemd/timesync/synchronized";

    /// <summary>How well it is kept now.</summary>
    public static ClockQuality Read()
    {
        byte* timex = stackalloc byte[TimexBytes];
        new Span<byte>(timex, TimexBytes).Clear();
        if (AdjustTime(timex) < 0)
        {
            return new ClockQuality(File.Exists(SynchronisedMark) ? true : null, null);
        }

        bool isSynchronised = (*(int*)(timex + StatusAt) & Unsynchronised) == 0;
        return new ClockQuality(isSynchronised, isSynchronised ? *(long*)(timex + MaximumErrorAt) / MicrosecondsPerMs : null);
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AdjustTime(byte* timex);
}
