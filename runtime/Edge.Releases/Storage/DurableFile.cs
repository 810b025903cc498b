using System.Runtime.InteropServices;

namespace Edge.Releases.Storage;

/// <summary>Files that are there whole or not at all, whenever power is lost (fsync(2), rename(2)).</summary>
public static partial class DurableFile
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    /// <summary>Replaces a file: on return the new content survives loss of power; before that the old one does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Who may do what with it; null: as the process's mask has it.</param>
    /// <exception cref="IOException">It cannot be written; the old content stays.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        string temporary = path + ".new";
        if (mode is not null)
        {
            // One that was left over would keep its own mode.
            File.Delete(temporary);
        }

        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0, UnixCreateMode = mode }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        Move(temporary, path);
    }

    /// <summary>Renames a file that is already synced over another: on return that survives loss of power.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>Removes a file if it is there: on return that survives loss of power.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Syncs a folder: on return names made in it, renamed into it or removed from it survive loss of power.</summary>
    /// <exception cref="IOException">It cannot be opened or synced.</exception>
    public static void SyncFolder(string folder)
    {
        int descriptor = Open(folder, ReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure("open", folder);
        }

        try
        {
            if (FSync(descriptor) != 0)
            {
                throw Failure("sync", folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string act, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"Could not {act} '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
