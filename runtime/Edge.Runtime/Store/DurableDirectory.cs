namespace Edge.Runtime.Store;

/// <summary>Makes changes to files and directories survive loss of power (fsync(2)).</summary>
internal static class DurableDirectory
{
    /// <summary>Syncs a directory: on return names created in, renamed into or removed from it survive loss of power.</summary>
    /// <exception cref="IOException">It cannot be opened or synced; HResult is the errno.</exception>
    public static void Sync(string directory)
    {
        using OpenDirectory opened = OpenDirectory.Open(directory);
        opened.Sync();
    }

    /// <summary>Syncs a file that is already closed: on return its content survives loss of power.</summary>
    /// <exception cref="IOException">It cannot be opened or synced; HResult is the errno.</exception>
    public static void SyncFile(string file)
    {
        using OpenDirectory opened = OpenDirectory.OpenFile(file);
        opened.Sync();
    }
}
