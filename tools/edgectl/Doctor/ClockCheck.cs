using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Edge.Ctl.Doctor;

/// <summary>Is the clock right, and kept right?</summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks.</summary>
    public static IEnumerable<DoctorLine> Look()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var made = new DateTimeOffset(File.GetLastWriteTimeUtc(typeof(ClockCheck).Assembly.Location), TimeSpan.Zero);
        yield return now < made
            ? DoctorLine.Fail("clock", string.Create(CultureInfo.InvariantCulture, $"It says {now:u}, and this program was installed at {made:u}."), "Set it: timedatectl set-time, or let a time server do it. Replace the board's battery if the time is lost with the power.")
            : DoctorLine.Ok("clock", string.Create(CultureInfo.InvariantCulture, $"{now:u}"));
        yield return Synchronized() switch
        {
            true => DoctorLine.Ok("time server", "The clock is kept by a time server."),
            false => DoctorLine.Warn("time server", "The clock is not kept by a time server.", "timedatectl set-ntp true, and name the hospital's time server in /etc/systemd/timesyncd.conf."),
            null => DoctorLine.Warn("time server", "It cannot be told whether a time server keeps the clock.", "Make sure that one does: certificates and releases are judged by it."),
        };
    }

    private static bool? Synchronized()
    {
        try
        {
            using Process? asked = Process.Start(new ProcessStartInfo("timedatectl", ["show", "--property=NTPSynchronized", "--value"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (asked is null || !asked.WaitForExit(Patience))
            {
                asked?.Kill();
                return null;
            }

            string answer = asked.StandardOutput.ReadToEnd().Trim();
            return answer is "yes" or "no" ? answer == "yes" : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
