using System.Text.Json;
using Edge.Contracts;
using Edge.Releases.Storage;

namespace Edge.Updater.Slots;

/// <summary>
/// The model store, whose only writer this is. A release takes its place whole, by one rename; the pointer of a model is replaced atomically. Each act is
/// durable on return and may be repeated.
/// </summary>
/// <param name="root">The store.</param>
/// <param name="reached">Told the name of each point between two durable acts; tests end there.</param>
internal sealed class ModelSlots(string root, Action<string> reached)
{
    private const long FileBytesMax = 4 * 1024 * 1024;
    private const string StagingFolder = ".staging";

    /// <summary>Where a release is put together.</summary>
    public string StagingOf(string model, string version) => Path.Combine(root, StagingFolder, model, version);

    /// <summary>Where a release lies once it is whole.</summary>
    public string ReleaseOf(string model, string version) => Path.Combine(root, model, version);

    /// <summary>The pointer of a model; null when it has none.</summary>
    /// <exception cref="IOException">It cannot be read, or is none.</exception>
    public ModelPointer? PointerOf(string model)
    {
        string path = PointerPath(model);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(BoundedFile.Require(path, FileBytesMax), EdgeJson.Default.ModelPointer);
        }
        catch (JsonException exception)
        {
            throw new IOException($"{path} is not valid: {exception.Message}", exception);
        }
    }

    /// <summary>Moves a release that is whole from staging to its place. One that is there already was put there by an attempt before.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Publish(string model, string version)
    {
        string staging = StagingOf(model, version);
        string release = ReleaseOf(model, version);
        if (!Directory.Exists(staging) && Directory.Exists(release))
        {
            SyncParents(model, staging);
            return;
        }

        // 1. What lies in the way is an incomplete or damaged copy: nothing refers to it.
        Directory.CreateDirectory(Path.Combine(root, model));
        if (Directory.Exists(release))
        {
            Directory.Delete(release, recursive: true);
        }

        // 2. Every folder of it, then the rename, then both parents.
        SyncTree(staging);
        reached("before-publish");
        Directory.Move(staging, release);
        SyncParents(model, staging);
        reached("after-publish");
    }

    /// <summary>Replaces the pointer of a model; null removes it.</summary>
    /// <exception cref="IOException">The disk failed; the old pointer stays.</exception>
    public void Point(string model, ModelPointer? pointer)
    {
        reached("before-pointer");
        if (pointer is null)
        {
            DurableFile.Delete(PointerPath(model));
        }
        else
        {
            DurableFile.Replace(PointerPath(model), JsonSerializer.SerializeToUtf8Bytes(pointer, EdgeJson.Default.ModelPointer));
        }

        reached("after-pointer");
    }

    /// <summary>Releases that must not run.</summary>
    /// <exception cref="IOException">The file cannot be read, or is none.</exception>
    public IReadOnlyList<SuspendedRelease> Suspended()
    {
        string path = Path.Combine(root, SuspendedReleases.FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(BoundedFile.Require(path, FileBytesMax), EdgeJson.Default.SuspendedReleases)!.Releases : [];
        }
        catch (JsonException exception)
        {
            throw new IOException($"{path} is not valid: {exception.Message}", exception);
        }
    }

    /// <summary>Replaces the list of releases that must not run, if it differs.</summary>
    /// <exception cref="IOException">The disk failed; the old list stays.</exception>
    public void Suspend(IReadOnlyList<SuspendedRelease> releases)
    {
        if (!Suspended().SequenceEqual(releases))
        {
            reached("before-suspend");
            DurableFile.Replace(
                Path.Combine(root, SuspendedReleases.FileName), JsonSerializer.SerializeToUtf8Bytes(new SuspendedReleases(releases), EdgeJson.Default.SuspendedReleases));
            reached("after-suspend");
        }
    }

    /// <summary>Removes what was put together of a release, and the release where no pointer names it.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Remove(string model, string version)
    {
        Delete(StagingOf(model, version));
        ModelPointer? pointer = PointerOf(model);
        if (pointer?.Active != version && pointer?.LastKnownGood != version)
        {
            Delete(ReleaseOf(model, version));
        }
    }

    /// <summary>Removes what was put together of a release, but not a release in its place.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void RemoveStaging(string model, string version) => Delete(StagingOf(model, version));

    private void SyncParents(string model, string staging)
    {
        DurableFile.SyncFolder(Path.Combine(root, model));
        string parent = Path.GetDirectoryName(staging)!;
        if (Directory.Exists(parent))
        {
            DurableFile.SyncFolder(parent);
        }

        DurableFile.SyncFolder(root);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void SyncTree(string folder)
    {
        foreach (string inner in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories))
        {
            DurableFile.SyncFolder(inner);
        }

        DurableFile.SyncFolder(folder);
    }

    private string PointerPath(string model) => Path.Combine(root, model, ModelPointer.FileName);
}
