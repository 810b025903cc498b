using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Edge.Contracts;

namespace Edge.Ctl.Doctor;

/// <summary>Is the data directory there, its owner's alone, writable, fast enough when every file is synced, and large enough?</summary>
internal static class DiskCheck
{
    private const int Files = 24;
    private const int FileBytes = 512 * 1024;
    private const double LeastMiBPerSecond = 20;
    private const long BytesPerMiB = 1024 * 1024;
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Looks; writes some megabytes below the data directory and removes them.</summary>
    public static IEnumerable<DoctorLine> Look(DataDirectory data, DeviceConfig? config)
    {
        if (!Directory.Exists(data.Root))
        {
            yield return DoctorLine.Fail("data directory", $"{data.Root} does not exist.", "The service makes /var/lib/edge; for another one: install -d -m 700 -o edge -g edge DIR, and name it with --data.");
            yield break;
        }

        yield return (File.GetUnixFileMode(data.Root) & Others) == 0
            ? DoctorLine.Ok("data directory", $"{data.Root}, closed to others")
            : DoctorLine.Warn("data directory", $"{data.Root} is open to others, and holds patients' images.", $"chmod 700 {data.Root}");
        yield return Room(data, config);
        yield return Speed(data);
    }

    private static DoctorLine Room(DataDirectory data, DeviceConfig? config)
    {
        long free = new DriveInfo(data.Root).AvailableFreeSpace / BytesPerMiB;
        string found = string.Create(CultureInfo.InvariantCulture, $"{free} MiB are free");
        return config is null || free > config.Inbox.WarnMiB ? DoctorLine.Ok("disk space", found)
            : free > config.Inbox.MinFreeMiB ? DoctorLine.Warn("disk space", $"{found}; below {config.Inbox.WarnMiB} a fault warns.", "Free space, or set inbox.retention and resultRetention.")
            : DoctorLine.Fail("disk space", $"{found}; below {config.Inbox.MinFreeMiB} objects are refused.", "Attach a larger disk, or lower inbox.minFreeMiB.");
    }

    private static DoctorLine Speed(DataDirectory data)
    {
        string folder = Path.Combine(data.Root, $"doctor-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            byte[] content = RandomNumberGenerator.GetBytes(FileBytes);
            long start = Stopwatch.GetTimestamp();
            for (int index = 0; index < Files; index++)
            {
                using FileStream file = File.Create(Path.Combine(folder, $"{index}"));
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double rate = Files * FileBytes / (double)BytesPerMiB / seconds;
            string found = string.Create(CultureInfo.InvariantCulture, $"{rate:0} MiB and {Files / seconds:0} files a second, each synced");
            return rate >= LeastMiBPerSecond
                ? DoctorLine.Ok("disk speed", found)
                : DoctorLine.Warn("disk speed", found, "Senders wait for the disk. Use an SSD or NVMe in place of an SD card or a network share.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return DoctorLine.Fail("disk speed", $"{data.Root} cannot be written: {failure.Message}", "Run this as the user of the service (sudo -u edge), and look at the owner and at the kernel's log.");
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
