using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Maintenance;

/// <summary>
/// A backup as .tar.gz: the database as one moment has it (SQLite's backup), configuration, users, keys and the audit log; not images and results, which are files that only
/// grow and are copied as such. It holds secrets: keep it as the appliance itself.
/// </summary>
internal sealed class BackupArchive(DeviceConfig config, ConfigurationFile configuration, DataDirectory data, EdgeStore store, TimeProvider time)
{
    /// <summary>The database in the archive.</summary>
    public const string DatabaseName = "edge.db";

    /// <summary>Folder of the configuration in the archive.</summary>
    public const string ConfigurationFolder = "configuration/";

    /// <summary>Folder of what lies in the data directory itself.</summary>
    public const string DataFolder = "data/";

    /// <summary>Folder of the audit log.</summary>
    public const string AuditFolder = "audit/";

    private const long MaxFileBytes = 64 * 1024 * 1024;

    /// <summary>What is never taken: made anew at each start, or meant to be other after a restore.</summary>
    private static readonly string[] Left = ["edge-runtime.lock", "edge-runtime.sock", "sessions", "stream.epoch"];

    /// <summary>Makes it in the scratch directory.</summary>
    /// <returns>The archive, open at its begin; its file goes when it is closed.</returns>
    /// <exception cref="IOException">The disk failed, or is full.</exception>
    public FileStream Make()
    {
        Directory.CreateDirectory(data.Scratch);
        string copy = Path.Combine(data.Scratch, $"backup-{Guid.NewGuid():N}.db");
        var archive = new FileStream(
            copy + ".tar.gz", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        try
        {
            CopyDatabase(copy);
            using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
            using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
            {
                Write(tar, copy);
            }

            archive.Position = 0;
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private void CopyDatabase(string copy)
    {
        using SqliteConnection from = store.OpenReader();
        using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        to.Open();
        from.BackupDatabase(to);
    }

    private void Write(TarWriter tar, string database)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(DatabaseName, database);
        Add(ConfigurationFolder + Path.GetFileName(configuration.Path), configuration.Path);
        foreach (FileInfo file in new DirectoryInfo(data.Root).EnumerateFiles().Where(IsTaken).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            Add(DataFolder + file.Name, file.FullName);
        }

        foreach (AuditFile file in AuditFile.List(data.Audit))
        {
            Add(AuditFolder + Path.GetFileName(file.Path), file.Path);
        }

        var manifest = new BackupManifest(BackupManifest.CurrentFormat, ProductVersion.Current, config.Device.Site, config.Device.Id, time.GetUtcNow(), files);
        using var text = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.Name) { DataStream = text });

        // What grows while it is read is taken as long as it was at first.
        void Add(string name, string path)
        {
            using FileStream whole = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            Stream source = whole;
            if (name != DatabaseName)
            {
                byte[] bytes = new byte[whole.Length];
                whole.ReadExactly(bytes);
                content.Write(bytes);
                content.Position = 0;
                source = content;
            }

            files[name] = Convert.ToHexStringLower(SHA256.HashData(source));
            source.Position = 0;
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = source, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
    }

    private static bool IsTaken(FileInfo file) =>
        file.Length <= MaxFileBytes && file.LinkTarget is null && file.UnixFileMode != UnixFileMode.None && !Left.Contains(file.Name)
        && !file.Name.StartsWith(DatabaseName, StringComparison.Ordinal) && !file.Name.EndsWith(".part", StringComparison.Ordinal) && !file.Name.EndsWith(".sock", StringComparison.Ordinal);
}
