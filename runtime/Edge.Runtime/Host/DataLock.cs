using Edge.Contracts;

namespace Edge.Runtime.Host;

/// <summary>Holds a data directory: one process at a time works in it (flock(2) on <see cref="DataDirectory.LockFile"/>). The kernel lets go when the process ends.</summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream _held;

    private DataLock(FileStream held) => _held = held;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="IOException">Another process has it, or the directory cannot be written; the message says what to do.</exception>
    public static DataLock Take(DataDirectory data)
    {
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB).
            return new DataLock(new FileStream(data.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException busy) when (File.Exists(data.LockFile))
        {
            throw new IOException($"{data.Root} is in use by another edge-runtime. Stop it first, or name another directory with --data.", busy);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();
}
