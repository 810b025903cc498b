using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Device;
using Edge.Runtime.Faults;
using Edge.Runtime.Settings;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Maintenance;

/// <summary>
/// What support needs to see, as a ZIP file: versions, configuration without secrets, faults, what the sensors say, the latest log, the audit head, how full the disk is. No patient
/// data; UIDs are replaced by pseudonyms (PS3.15 E.1-1 has them too).
/// </summary>
internal sealed class SupportBundle(
    RunningConfig config, DataDirectory data, RecentLog log, FaultBoard faults, DeviceSensors sensors, AuditLog audit, IEnumerable<BundlePart> parts, TimeProvider time)
{
    private const long BytesPerMiB = 1024 * 1024;

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Makes it; a part that cannot be made says why in its place.</summary>
    public byte[] Make()
    {
        var scrubber = new UidScrubber(File.ReadAllBytes(data.SiteKey));
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (BundlePart part in Own().Concat(parts))
            {
                ZipArchiveEntry entry = zip.CreateEntry(part.Name);
                using var text = new StreamWriter(entry.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                text.Write(scrubber.Scrub(TextOf(part)));
            }
        }

        return bytes.ToArray();
    }

    private static string TextOf(BundlePart part)
    {
        try
        {
            return part.Make();
        }
        catch (Exception failure) when (failure is SqliteException || DiskTrouble.IsDisk(failure))
        {
            return $"It could not be made: {failure.Message}";
        }
    }

    private IEnumerable<BundlePart> Own() =>
    [
        new("versions.txt", Versions),
        new("configuration.json", () => ConfigMask.Write(config.Current)),
        new("faults.json", () => JsonSerializer.Serialize([.. faults.Current, .. faults.Hidden], EdgeJson.Default.IReadOnlyListFaultView)),
        new("sensors.txt", () => Sensors(sensors.Read())),
        new("audit-head.txt", () => audit.Head.ToString()),
        new("disk.txt", Disk),
        new("log.txt", () => string.Join('\n', log.Lines)),
    ];

    private string Versions() => string.Create(
        CultureInfo.InvariantCulture,
        $"edge {ProductVersion.Current}\nstarted {_startedAt:u}\nmade {time.GetUtcNow():u}\n{RuntimeInformation.FrameworkDescription}\n{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}\n{Environment.ProcessorCount} processors\n");

    private static string Sensors(DeviceReadings readings) => string.Join(
        '\n',
        [
            string.Create(CultureInfo.InvariantCulture, $"memory {readings.AvailableMemoryMiB} of {readings.TotalMemoryMiB} MiB"),
            string.Create(CultureInfo.InvariantCulture, $"gpu load {readings.GpuLoad}"),
            .. readings.Temperatures.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} {one.Celsius:0.0} C, hot from {one.HotFromCelsius}")),
            .. readings.Powers.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} {one.Watts:0.00} W")),
            .. readings.Alarms.Select(alarm => $"alarm {alarm}"),
        ]);

    private string Disk()
    {
        var drive = new DriveInfo(data.Root);
        IEnumerable<string> files = new DirectoryInfo(data.Root).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Length,15} {file.Name}"));
        return string.Create(
            CultureInfo.InvariantCulture, $"{drive.AvailableFreeSpace / BytesPerMiB} MiB of {drive.TotalSize / BytesPerMiB} are free, {drive.DriveFormat}\n{string.Join('\n', files)}\n");
    }
}
