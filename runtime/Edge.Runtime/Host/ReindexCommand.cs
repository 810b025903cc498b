using Edge.Contracts;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Host;

/// <summary>
/// <c>edge-runtime reindex</c>: sets the database aside and builds a new index from the inbox. Results are taken up from <c>results/</c> by the next
/// start. A crash on the way loses nothing: a start without a database rebuilds it as well.
/// </summary>
internal static class ReindexCommand
{
    /// <summary>Ends the name of the database that was set aside; only the last is kept.</summary>
    public const string SetAsideSuffix = ".before-reindex";

    private static readonly string[] DatabaseFiles = ["", "-wal", "-shm"];

    /// <summary>Rebuilds. The caller holds the data directory's lock.</summary>
    /// <returns>How many objects the index has.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public static int Run(DataDirectory data, TimeProvider time)
    {
        foreach (string suffix in DatabaseFiles)
        {
            File.Delete(data.Database + SetAsideSuffix + suffix);
        }

        // The log goes first: a database without its log is merely old, a new one beside an old log would be damaged.
        foreach (string suffix in DatabaseFiles.Reverse())
        {
            if (File.Exists(data.Database + suffix))
            {
                File.Move(data.Database + suffix, data.Database + SetAsideSuffix + suffix);
            }
        }

        DurableDirectory.Sync(data.Root);
        using EdgeStore store = EdgeStore.Open(data.Database);
        var index = new InboxIndex(store);
        var buckets = new InboxBuckets(data, store, time);
        return new InboxRecovery(data, store, buckets, index, new StageSignals(), NullLogger<InboxRecovery>.Instance).Run();
    }
}
