using Edge.Releases.Storage;

namespace Edge.Releases.Tuf;

/// <summary>
/// What has come of a file, beside where the file will be: the bytes from its beginning in <c>FILE.part</c>, so that their number says where to go on, and
/// the source's validator in <c>FILE.part.tag</c>. Bytes are only ever added at the end; whether they are right is for the hash of the whole file to say.
/// </summary>
/// <param name="file">Path of the file.</param>
internal sealed class PartialFile(string file)
{
    private const int TagSizeMaxBytes = 1024;

    /// <summary>Path of the whole file.</summary>
    public string Whole { get; } = file;

    /// <summary>Path of what has come.</summary>
    public string Part { get; } = file + ".part";

    private string Tag => Part + ".tag";

    /// <summary>What the source gave with it; null: nothing.</summary>
    public string? Validator => new FileInfo(Tag) is { Exists: true, Length: > 0 and <= TagSizeMaxBytes } ? File.ReadAllText(Tag) : null;

    /// <summary>Keeps the source's validator, or forgets it.</summary>
    public void KeepValidator(string? validator)
    {
        if (validator is null)
        {
            File.Delete(Tag);
        }
        else
        {
            File.WriteAllText(Tag, validator);
        }
    }

    /// <summary>Opens it to go on at its end. Links are not followed, since what they lead to is not ours.</summary>
    public FileStream Open()
    {
        if (new FileInfo(Part) is { LinkTarget: not null })
        {
            File.Delete(Part);
        }

        return new FileStream(Part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    /// <summary>It is whole, right and synced: it takes its place. Nothing of it is left beside it, whenever the process ends.</summary>
    public void Complete()
    {
        File.Delete(Tag);
        DurableFile.Move(Part, Whole);
    }

    /// <summary>Removes it.</summary>
    public void Discard()
    {
        File.Delete(Part);
        File.Delete(Tag);
    }
}
