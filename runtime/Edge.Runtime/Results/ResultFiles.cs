using System.Text;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Results;

/// <summary>Results on disk: <c>results/RESULTID/result.json</c> with what belongs to it. Once a directory has its name there, it is the truth.</summary>
/// <param name="data">Where results lie.</param>
internal sealed class ResultFiles(DataDirectory data)
{
    private const long DocumentSizeMaxBytes = 16 * 1024 * 1024;
    private const string DamagedSuffix = ".damaged";
    private const string RemovedSuffix = ".removed";

    /// <summary>Directory of a result, whether it exists or not.</summary>
    public string PathOf(string resultId) => Path.Combine(data.Results, resultId);

    /// <summary>Identities of all results on disk; those set aside as damaged, or being removed, are left out.</summary>
    public IEnumerable<string> List() => Directory.EnumerateDirectories(data.Results)
        .Select(directory => Path.GetFileName(directory))
        .Where(name => !name.EndsWith(DamagedSuffix, StringComparison.Ordinal) && !name.EndsWith(RemovedSuffix, StringComparison.Ordinal));

    /// <summary>Reads the document of a result that is in place.</summary>
    /// <exception cref="InvalidDataException">It is missing, not valid, or another result's.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public (ResultDocument Document, string Json) Read(string resultId) => Read(PathOf(resultId), resultId);

    /// <summary>Reads what a job wrote of a result, once its objects have been checked.</summary>
    /// <exception cref="InvalidDataException">It is missing, not valid, or another result's, or an object is not there as described.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ResultDocument ReadScratch(string scratch, string resultId)
    {
        ResultDocument document = Read(scratch, resultId).Document;
        ResultObjects.Check(scratch, document);
        return document;
    }

    /// <summary>
    /// Makes a scratch directory the result: 1. check its document and objects, 2. sync its files and itself, 3. rename it into place, 4. sync
    /// <c>results/</c>. On return it survives loss of power. It is safe to repeat, also after a failure: where the result is in place already
    /// that one stays, and the scratch directory of a repeated job is removed.
    /// </summary>
    /// <exception cref="InvalidDataException">The document is missing, not valid or another result's.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Publish(string scratch, string resultId)
    {
        if (IsInPlace(resultId))
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }

            DurableDirectory.Sync(data.Results);
            return;
        }

        // 1.
        ReadScratch(scratch, resultId);

        // 2.
        foreach (string file in Directory.EnumerateFiles(scratch, "*", SearchOption.AllDirectories))
        {
            DurableDirectory.SyncFile(file);
        }

        foreach (string directory in Directory.EnumerateDirectories(scratch, "*", SearchOption.AllDirectories))
        {
            DurableDirectory.Sync(directory);
        }

        DurableDirectory.Sync(scratch);

        // 3.
        Directory.Move(scratch, PathOf(resultId));

        // 4.
        DurableDirectory.Sync(data.Results);
    }

    /// <summary>
    /// Removes a result's directory: it loses its name at once, and <c>results/</c> is synced, before its files go. It is safe to repeat; what a kill in between leaves goes
    /// with <see cref="SweepRemoved"/>.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Remove(string resultId)
    {
        string place = PathOf(resultId);
        string leaving = place + RemovedSuffix;
        if (Directory.Exists(leaving))
        {
            Directory.Delete(leaving, recursive: true);
        }

        if (Directory.Exists(place))
        {
            Directory.Move(place, leaving);
            DurableDirectory.Sync(data.Results);
            Directory.Delete(leaving, recursive: true);
        }
    }

    /// <summary>Ends what <see cref="Remove"/> began before a kill.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void SweepRemoved()
    {
        foreach (string leaving in Directory.EnumerateDirectories(data.Results, "*" + RemovedSuffix).ToList())
        {
            Directory.Delete(leaving, recursive: true);
        }
    }

    private bool IsInPlace(string resultId)
    {
        string place = PathOf(resultId);
        if (!Directory.Exists(place))
        {
            return false;
        }

        try
        {
            ResultObjects.Check(place, Read(place, resultId).Document);
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException || (DiskTrouble.IsDisk(exception) && !DiskTrouble.IsFull(exception)))
        {
            // Damaged, or not to be read, since it was synced: keep it for whoever looks, and let the repeated job take the place.
            string damaged = place + DamagedSuffix;
            if (Directory.Exists(damaged))
            {
                Directory.Delete(damaged, recursive: true);
            }

            Directory.Move(place, damaged);
            return false;
        }
    }

    private static (ResultDocument Document, string Json) Read(string directory, string resultId)
    {
        var file = new FileInfo(Path.Combine(directory, ResultDocument.FileName));
        if (!file.Exists)
        {
            throw new InvalidDataException($"'{directory}' holds no {ResultDocument.FileName}.");
        }

        if (BoundedFile.Read(file.FullName, DocumentSizeMaxBytes) is not { } bytes)
        {
            throw new InvalidDataException($"'{file.FullName}' has more than {DocumentSizeMaxBytes} bytes.");
        }

        string json = Encoding.UTF8.GetString(bytes);
        try
        {
            ResultDocument? document = JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument);
            return document is { SchemaVersion: ResultDocument.CurrentSchemaVersion } && document.ResultId == resultId
                ? (document, json)
                : throw new InvalidDataException($"'{file.FullName}' is not the document of result {resultId}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{file.FullName}' is not valid: {exception.Message}", exception);
        }
    }
}
