namespace Edge.Runtime.Inbox;

/// <summary>A directory of the inbox, <c>YYYYMMDD/NNNN</c>. It takes a bounded number of objects and is then sealed.</summary>
/// <param name="name">Path below <c>inbox/</c>.</param>
/// <param name="path">Absolute path.</param>
internal sealed class InboxBucket(string name, string path)
{
    /// <summary>Most objects in a directory; it keeps listing and reconciling one cheap.</summary>
    public const int MaxObjects = 1000;

    /// <summary>Path below <c>inbox/</c>.</summary>
    public string Name => name;

    /// <summary>Absolute path.</summary>
    public string Path => path;

    /// <summary>Objects that were given a name here.</summary>
    public int Taken { get; set; }

    /// <summary>Objects with a name here that are neither indexed nor given up.</summary>
    public int Open { get; set; }

    /// <summary>True when no object will get a name here any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>True when a file may lie here that is not in the index; such a bucket is left for recovery.</summary>
    public bool IsUnsure { get; set; }
}
