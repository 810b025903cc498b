using Edge.Contracts;
using Edge.Runtime.Faults;
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
    /// <summary>Rebuilds. The caller holds the data directory's lock.</summary>
    /// <returns>How many objects the index has.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public static int Run(DataDirectory data, TimeProvider time)
    {
        DatabaseSetAside.Run(data, time);
        using EdgeStore store = EdgeStore.Open(data.Database);
        using var index = new InboxIndex(store);
        using var faults = new FaultBoard(time, NullLogger<FaultBoard>.Instance);
        return new InboxRecovery(
            data,
            store,
            new InboxBuckets(data, store, time),
            index,
            new LostFiles(store),
            new RemovedSeries(data, store),
            faults,
            new StageSignals(),
            NullLogger<InboxRecovery>.Instance).Run();
    }
}
