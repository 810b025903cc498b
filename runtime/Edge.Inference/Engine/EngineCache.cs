using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Confinement;

namespace Edge.Inference.Engine;

/// <summary>
/// Engines that passed every gate, <c>DIRECTORY/KEY/</c> each. One appears whole, by a rename, or not at all; one whose files are not what they were is refused.
/// Serving only reads here; a process that builds writes, and there is one of those at a time.
/// </summary>
/// <param name="directory">Absolute path of <c>built/</c>.</param>
/// <param name="time">Dates engines and their use.</param>
internal sealed class EngineCache(string directory, TimeProvider time)
{
    /// <summary>Most files of one engine; TensorRT writes two for each piece of a network that it takes.</summary>
    private const int FileCountMax = 4096;

    private const long EntryBytesMax = 4 * 1024 * 1024;
    private const string Building = ".building-";
    private const string Unused = ".unused-";

    /// <summary>Where the engine of a key lies, or would.</summary>
    public string PathOf(string key) => Path.Combine(directory, key);

    /// <summary>The engine of a key, each of its bytes verified.</summary>
    /// <param name="key">The key.</param>
    /// <param name="problem">Why one that is there is not used; null when there is none, or it is whole.</param>
    public EngineEntry? Find(string key, out string? problem)
    {
        string path = PathOf(key);
        problem = null;
        if (!Directory.Exists(path))
        {
            return null;
        }

        try
        {
            EngineEntry entry = Read(path);
            problem = entry.Key == key ? FirstDifference(path, entry) : $"it says that it is the engine {entry.Key}";
            if (problem is null)
            {
                return entry;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            problem = exception.Message;
        }

        problem = $"The built engine {key} is damaged: {problem.TrimEnd('.')}. It is not used; it is built again at the next start, or by edgectl model retry.";
        return null;
    }

    /// <summary>An empty directory to build in; what earlier builds left goes.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public string Begin(string key)
    {
        foreach (string left in Directory.EnumerateDirectories(directory, ".*"))
        {
            Directory.Delete(left, recursive: true);
        }

        return Directory.CreateDirectory(Path.Combine(directory, Building + key)).FullName;
    }

    /// <summary>Keeps what was built; on return it survives loss of power. A damaged engine under the same key is replaced.</summary>
    /// <param name="built">What <see cref="Begin"/> gave.</param>
    /// <param name="entry">What it is; its files are found here.</param>
    /// <exception cref="IOException">It cannot be kept.</exception>
    public void Commit(string built, EngineEntry entry)
    {
        EngineFile[] files = [.. Directory.EnumerateFiles(built).Order(StringComparer.Ordinal).Select(Describe)];
        using (var file = new FileStream(Path.Combine(built, EngineEntry.FileName), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(entry with { Files = files }, EngineEntryJson.Default.EngineEntry));
            file.Flush(flushToDisk: true);
        }

        foreach (EngineFile each in files)
        {
            DurableFile.Sync(Path.Combine(built, each.Name));
        }

        DurableFile.Sync(built);
        Remove(PathOf(entry.Key));
        Directory.Move(built, PathOf(entry.Key));
        DurableFile.Sync(directory);
    }

    /// <summary>Notes that an engine is still wanted, so that it is not the first to be removed.</summary>
    public void Touch(string key) => Directory.SetLastWriteTimeUtc(PathOf(key), time.GetUtcNow().UtcDateTime);

    /// <summary>Removes engines, the one wanted longest ago first, until all take no more than a limit. The one named stays.</summary>
    /// <returns>Keys that were removed.</returns>
    public IReadOnlyList<string> Evict(long limitBytes, string keep)
    {
        var removed = new List<string>();
        (DirectoryInfo Engine, long Bytes)[] engines =
        [
            .. new DirectoryInfo(directory).EnumerateDirectories()
                .Where(engine => !engine.Name.StartsWith('.'))
                .Select(engine => (engine, engine.EnumerateFiles().Sum(file => file.Length)))
                .OrderBy(engine => engine.engine.LastWriteTimeUtc),
        ];
        long total = engines.Sum(engine => engine.Bytes);
        foreach ((DirectoryInfo engine, long bytes) in engines.Where(engine => engine.Engine.Name != keep))
        {
            if (total <= limitBytes)
            {
                break;
            }

            Remove(engine.FullName);
            removed.Add(engine.Name);
            total -= bytes;
        }

        return removed;
    }

    /// <summary>Out of sight in one step, so that nobody finds half of it; then away.</summary>
    private void Remove(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        string unused = Path.Combine(directory, Unused + Path.GetFileName(path));
        Directory.Move(path, unused);
        Directory.Delete(unused, recursive: true);
    }

    private static EngineEntry Read(string path)
    {
        byte[] json = BoundedFile.Require(Path.Combine(path, EngineEntry.FileName), EntryBytesMax);
        return JsonSerializer.Deserialize(json, EngineEntryJson.Default.EngineEntry) ?? throw new IOException($"{EngineEntry.FileName} is null");
    }

    private static string? FirstDifference(string path, EngineEntry entry)
    {
        string[] found = [.. Directory.EnumerateFileSystemEntries(path).Take(FileCountMax + 1).Select(each => Path.GetFileName(each)).Where(name => name != EngineEntry.FileName)];
        if (found.Length != entry.Files.Count || !entry.Files.All(file => found.Contains(file.Name)))
        {
            return $"it holds {found.Length} files, not the {entry.Files.Count} that were built";
        }

        // A file of another size need not be read.
        return entry.Files.FirstOrDefault(file => new FileInfo(Path.Combine(path, file.Name)).Length != file.SizeBytes || Describe(Path.Combine(path, file.Name)) != file) is { } other ? $"{other.Name} is not what was built" : null;
    }

    private static EngineFile Describe(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new EngineFile(Path.GetFileName(path), file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
