using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>A directory of the inbox, <c>YYYYMMDD/NNNN</c>. It takes a bounded number of objects and is then sealed.</summary>
/// <param name="name">Path below <c>inbox/</c>.</param>
/// <param name="path">Absolute path.</param>
internal sealed class InboxBucket(string name, string path)
{
    /// <summary>Most objects in a directory; it keeps listing and reconciling one cheap.</summary>
    public const int MaxObjects = 1000;

    private readonly Lock _lock = new();
    private OpenDirectory? _directory;

    /// <summary>Path below <c>inbox/</c>.</summary>
    public string Name => name;

    /// <summary>Absolute path.</summary>
    public string Path => path;

    /// <summary>The directory, to be synced. It stays open while objects may get a name in it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public OpenDirectory Directory
    {
        get
        {
            lock (_lock)
            {
                return _directory ??= OpenDirectory.Open(path);
            }
        }
    }

    /// <summary>Objects that were given a name here.</summary>
    public int Taken { get; set; }

    /// <summary>Objects with a name here that are neither indexed nor given up.</summary>
    public int Open { get; set; }

    /// <summary>True when no object will get a name here any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>True when a file may lie here that is not in the index; such a bucket is left for recovery.</summary>
    public bool IsUnsure { get; set; }

    /// <summary>No object gets a name here any more, and none waits for a sync.</summary>
    public void CloseDirectory()
    {
        lock (_lock)
        {
            _directory?.Dispose();
        }
    }
}
