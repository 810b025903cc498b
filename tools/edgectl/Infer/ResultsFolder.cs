using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Offline;

namespace Edge.Ctl.Infer;

/// <summary>
/// Where results go. One appears whole or not at all: it is made in a scratch folder and renamed into place, so that a run that was killed goes on where
/// it was.
/// </summary>
internal sealed class ResultsFolder : IDisposable
{
    private const string ResultsName = "results";
    private const string ScratchName = ".scratch";
    private const string LockName = ".edgectl.lock";
    private const long ResultBytesMax = 64 * 1024 * 1024;

    private readonly FileStream _lock;
    private readonly string _root;

    private ResultsFolder(string root, FileStream held)
    {
        _root = root;
        _lock = held;
    }

    /// <summary>What the inference program may write.</summary>
    public string Scratch => Path.Combine(_root, ScratchName);

    /// <summary>Opens it for one run at a time, and clears what a killed run left.</summary>
    /// <exception cref="ApplianceException">It cannot be written, or another run uses it.</exception>
    public static ResultsFolder Open(string root)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(root, ResultsName));
            var held = new FileStream(Path.Combine(root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            string scratch = Path.Combine(root, ScratchName);
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }

            Directory.CreateDirectory(scratch);
            return new ResultsFolder(root, held);
        }
        catch (IOException exception)
        {
            throw new ApplianceException($"{root} cannot be used: {exception.Message} Another edgectl infer may be writing there.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ApplianceException($"{root} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The result that is there, if it is of these very inputs and this very model; else null.</summary>
    public ResultDocument? Find(string resultId, string content, string modelDigest)
    {
        string file = Path.Combine(Final(resultId), ResultDocument.FileName);
        try
        {
            if (!File.Exists(file) || BoundedFile.Read(file, ResultBytesMax) is not { } json)
            {
                return null;
            }

            ResultDocument? document = JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument);
            return document is not null && document.Lineage.Runtime.UnitContent == content && document.Lineage.Model.Digest == modelDigest ? document : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            // Somebody else wrote there; it is made again.
            return null;
        }
    }

    /// <summary>An empty folder for one attempt.</summary>
    public string NewScratch(long job, int attempt) => Directory.CreateDirectory(Path.Combine(Scratch, $"{job}-{attempt}")).FullName;

    /// <summary>Takes over what an attempt made. A result that was there, of other inputs, goes.</summary>
    public ResultDocument Commit(string scratch, string resultId, UnitNote note)
    {
        File.WriteAllBytes(Path.Combine(scratch, UnitNote.FileName), JsonSerializer.SerializeToUtf8Bytes(note, OfflineJson.Default.UnitNote));
        ResultDocument document = JsonSerializer.Deserialize(
            BoundedFile.Require(Path.Combine(scratch, ResultDocument.FileName), ResultBytesMax), EdgeJson.Default.ResultDocument)
            ?? throw new JsonException("The result is null.");
        string final = Final(resultId);
        if (Directory.Exists(final))
        {
            Directory.Move(final, Path.Combine(Scratch, "replaced-" + Path.GetFileName(scratch)));
        }

        Directory.Move(scratch, final);
        return document;
    }

    /// <summary>Writes a file of the folder as a whole.</summary>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        string part = Path.Combine(Scratch, name);
        File.WriteAllBytes(part, content);
        File.Move(part, Path.Combine(_root, name), overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(Scratch, recursive: true);
        _lock.Dispose();
    }

    private string Final(string resultId) => Path.Combine(_root, ResultsName, resultId);
}
