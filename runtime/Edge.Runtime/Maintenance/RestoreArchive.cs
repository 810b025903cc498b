using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Maintenance;

/// <summary>
/// Puts a backup in place of what a data directory holds, while the appliance does not run: 1. it is unpacked beside, and every file compared with its hash; 2. the database is
/// opened and checked; 3. MQTT's streams lose their epoch, so that the next start begins a new one and central operations see that numbers may repeat, wherever the restore ends;
/// 4. the old database is set aside; 5. the files take their places; 6. the audit log says so. Until 3 nothing has changed.
/// </summary>
internal static class RestoreArchive
{
    private const string Unpacked = "restore.part";
    private const string Epoch = "stream.epoch";
    private const int MaxFiles = 10_000;

    /// <summary>Restores. The caller holds the data directory's lock.</summary>
    /// <param name="archive">The backup.</param>
    /// <param name="data">Where to.</param>
    /// <param name="setAside">Sets the old database aside.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What was done and what is left to do, in words.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="InvalidOperationException">This is no backup, or is damaged; nothing has changed.</exception>
    public static string Run(string archive, DataDirectory data, Action setAside, TimeProvider time)
    {
        string unpacked = Path.Combine(data.Root, Unpacked);
        try
        {
            // 1.
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
            }

            Directory.CreateDirectory(unpacked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Unpack(archive, unpacked);
            BackupManifest manifest = Check(archive, unpacked);

            // 2.
            using (EdgeStore store = EdgeStore.Open(Path.Combine(unpacked, BackupArchive.DatabaseName)))
            {
                using var faults = new FaultBoard(time, NullLogger<FaultBoard>.Instance);
                new DatabaseCheck(store, faults, time).Look();
                if (faults.Current.Count > 0)
                {
                    throw new InvalidOperationException($"The database in '{archive}' is damaged: {faults.Current[0].Detail} Take another backup.");
                }
            }

            // 3.
            File.Delete(Path.Combine(data.Root, Epoch));
            DurableDirectory.Sync(data.Root);

            // 4.
            setAside();

            // 5.
            bool keepsAudit = AuditFile.List(data.Audit).Count > 0;
            PutInPlace(unpacked, data, keepsAudit);

            // 6.
            Record(data, manifest, time);
            string configuration = Path.Combine(data.Root, "restored-configuration");
            return $"Restored {manifest.Files.Count} files of {manifest.Site}/{manifest.Device}, made {manifest.MadeAt:u} by version {manifest.Version}.\n"
                + $"The configuration lies in {configuration}: compare it with the one in use.\n"
                + (keepsAudit ? "The audit log that was here goes on; that of the backup was left out.\n" : "")
                + "Copy inbox/ and results/ here if they are not, start the appliance, then: edgectl inbox verify";
        }
        finally
        {
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }

    private static void Unpack(string archive, string unpacked)
    {
        try
        {
            using FileStream file = File.OpenRead(archive);
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            using var tar = new TarReader(gzip);
            int count = 0;
            while (tar.GetNextEntry() is { } entry)
            {
                string name = entry.Name;
                string[] parts = name.Split('/');
                bool isKnown = parts.Length == 1 ? name is BackupArchive.DatabaseName or BackupManifest.Name
                    : parts.Length == 2 && parts[0] + "/" is BackupArchive.ConfigurationFolder or BackupArchive.DataFolder or BackupArchive.AuditFolder && parts[1] is not ("" or "." or "..");
                if (entry.EntryType is not TarEntryType.RegularFile || !isKnown || ++count > MaxFiles)
                {
                    throw new InvalidOperationException($"'{archive}' holds '{PlainText.OneLine(name)}', which no backup does. Name a file that edgectl backup made.");
                }

                string path = Path.Combine(unpacked, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                entry.ExtractToFile(path, overwrite: false);
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidOperationException($"'{archive}' is no backup, or was cut: {broken.Message} Take another one.", broken);
        }
    }

    private static BackupManifest Check(string archive, string unpacked)
    {
        string path = Path.Combine(unpacked, BackupManifest.Name);
        BackupManifest? manifest = null;
        try
        {
            manifest = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest) : null;
        }
        catch (JsonException)
        {
            // As if it were missing.
        }

        if (manifest is not { Format: BackupManifest.CurrentFormat } || !manifest.Files.ContainsKey(BackupArchive.DatabaseName))
        {
            throw new InvalidOperationException($"'{archive}' is no backup, or one of a newer version. Name a file that edgectl backup made, or install the newer program.");
        }

        string[] found = [.. Directory.EnumerateFiles(unpacked, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(unpacked, file)).Where(name => name != BackupManifest.Name)];
        string? wrong = found.Except(manifest.Files.Keys).Concat(manifest.Files.Keys.Except(found)).FirstOrDefault()
            ?? manifest.Files.FirstOrDefault(file => HashOf(Path.Combine(unpacked, file.Key)) != file.Value).Key;
        return wrong is null ? manifest : throw new InvalidOperationException($"'{PlainText.OneLine(wrong)}' in '{archive}' is not what was backed up. Take another backup.");
    }

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void PutInPlace(string unpacked, DataDirectory data, bool keepsAudit)
    {
        Move(Path.Combine(unpacked, BackupArchive.DatabaseName), data.Database);
        MoveAll(Path.Combine(unpacked, BackupArchive.DataFolder), data.Root);
        MoveAll(Path.Combine(unpacked, BackupArchive.ConfigurationFolder), Path.Combine(data.Root, "restored-configuration"));
        if (!keepsAudit)
        {
            MoveAll(Path.Combine(unpacked, BackupArchive.AuditFolder), data.Audit);
        }

        DurableDirectory.Sync(data.Root);
    }

    private static void MoveAll(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            return;
        }

        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            Move(file, Path.Combine(to, Path.GetFileName(file)));
        }

        DurableDirectory.Sync(to);
    }

    private static void Move(string from, string to)
    {
        DurableDirectory.SyncFile(from);
        File.Move(from, to, overwrite: true);
    }

    private static void Record(DataDirectory data, BackupManifest manifest, TimeProvider time)
    {
        using var faults = new FaultBoard(time, NullLogger<FaultBoard>.Instance);
        using var audit = new AuditLog(data, SiteKey.LoadOrCreate(data), AuditLimits.Default, faults, time, NullLogger<AuditLog>.Instance);
        audit.Append(new AuditEvent(AuditKind.Import, AuditActor.Local(0), $"A backup of {manifest.Site}/{manifest.Device}, made {manifest.MadeAt:u}, was restored."));
    }
}
