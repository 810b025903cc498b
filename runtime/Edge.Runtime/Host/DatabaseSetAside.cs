using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Host;

/// <summary>
/// Sets the database aside under a name of its own, <c>edge.db.before-reindex-20260102T030405Z</c>, and its log beside it. Nothing here ever deletes
/// what was set aside: the first one may be the only original.
/// </summary>
internal static class DatabaseSetAside
{
    private const string Log = "-wal";
    private const string SharedMemory = "-shm";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>
    /// Sets the database and its log aside: 1. the log is copied; 2. the database is renamed, and from then on the pair is whole under its new name;
    /// 3. the old log goes. Killed before 2, the old pair is untouched; killed after it, the next start makes a new database and drops
    /// the old log, of which the copy exists. On return all of it survives loss of power.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Run(DataDirectory data, TimeProvider time)
    {
        string aside = FreeName(data, time);

        // 1.
        if (File.Exists(data.Database + Log))
        {
            File.Copy(data.Database + Log, aside + Log);
            DurableDirectory.SyncFile(aside + Log);
            DurableDirectory.Sync(data.Root);
        }

        // 2.
        if (File.Exists(data.Database))
        {
            File.Move(data.Database, aside);
            DurableDirectory.Sync(data.Root);
        }

        // 3.
        File.Delete(data.Database + Log);
        File.Delete(data.Database + SharedMemory);
        DurableDirectory.Sync(data.Root);
    }

    // A copy of a log whose database never followed takes the name too.
    private static string FreeName(DataDirectory data, TimeProvider time)
    {
        string first = $"{data.Database}.before-reindex-{time.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}";
        string name = first;
        for (int number = 2; File.Exists(name) || File.Exists(name + Log); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{first}-{number}");
        }

        return name;
    }
}
