using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Engines;

/// <summary>The files of <c>rungs/</c>: what is known of each model on each rung, kept over restarts and read by the inference process.</summary>
internal sealed partial class EngineRecords(EngineFolders folders, ILogger<EngineRecords> log)
{
    /// <summary>Most records that are kept; the oldest go first. A site has a few models of four rungs each.</summary>
    private const int RecordCountMax = 1024;

    private const long RecordBytesMax = 1024 * 1024;
    private const string Partial = ".new";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the cache's directories and reads every record. One that cannot be read is removed: its rung is tried again.</summary>
    /// <exception cref="IOException">The directories cannot be made.</exception>
    public IReadOnlyList<RungRecord> Open()
    {
        Directory.CreateDirectory(folders.Built, OwnerOnly);
        Directory.CreateDirectory(folders.Rungs, OwnerOnly);
        var records = new List<RungRecord>();
        foreach (FileInfo file in new DirectoryInfo(folders.Rungs).EnumerateFiles().OrderByDescending(file => file.LastWriteTimeUtc))
        {
            if (records.Count < RecordCountMax && Read(file) is { } record)
            {
                records.Add(record);
            }
            else
            {
                Remove(file);
            }
        }

        return records;
    }

    /// <summary>Writes a record; on return it survives loss of power, or the log says why not.</summary>
    public void Write(RungRecord record)
    {
        string path = folders.Record(record.ModelDigest, record.Rung);
        try
        {
            File.WriteAllBytes(path + Partial, JsonSerializer.SerializeToUtf8Bytes(record, EdgeJson.Default.RungRecord));
            DurableDirectory.SyncFile(path + Partial);
            File.Move(path + Partial, path, overwrite: true);
            DurableDirectory.Sync(folders.Rungs);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The board still knows it until the runtime ends; then the rung is tried again.
            LogLost(record.Model, record.Rung, exception.Message);
        }
    }

    /// <summary>Takes a built engine away, so that no process serves with it.</summary>
    public void RemoveEngine(string key)
    {
        string path = Path.Combine(folders.Built, key);
        try
        {
            if (Directory.Exists(path))
            {
                string unused = Path.Combine(folders.Built, ".unused-" + key);
                Directory.Move(path, unused);
                Directory.Delete(unused, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogKept(key, exception.Message);
        }
    }

    private static RungRecord? Read(FileInfo file)
    {
        try
        {
            if (file.Extension != ".json")
            {
                return null;
            }

            using FileStream stream = file.OpenRead();
            if (stream.Length > RecordBytesMax)
            {
                return null;
            }

            byte[] json = new byte[stream.Length];
            stream.ReadExactly(json);
            return JsonSerializer.Deserialize(json, EdgeJson.Default.RungRecord);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Remove(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nobody reads it again until the next start.
            LogStays(file.Name, exception.Message);
        }
    }

    [LoggerMessage(11000, LogLevel.Error, "What is known of {Model} on {Rung} was not written: {Reason}")]
    private partial void LogLost(string model, string rung, string reason);

    [LoggerMessage(11001, LogLevel.Error, "The engine {Key} was not removed: {Reason}")]
    private partial void LogKept(string key, string reason);

    [LoggerMessage(11002, LogLevel.Error, "The record {File} is of no use and was not removed: {Reason}")]
    private partial void LogStays(string file, string reason);
}
