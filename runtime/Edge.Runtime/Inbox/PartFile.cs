using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Runtime.Inbox;

/// <summary>
/// An object on its way to the inbox: <c>inbox/tmp/ID.part</c>. It has its final name only when its bytes survive loss of power, so that a
/// crash leaves either the whole object or nothing. Members throw <see cref="IOException"/> with the errno as HResult.
/// </summary>
internal sealed partial class PartFile : IDisposable
{
    /// <summary>Ends the name of an object that is not whole.</summary>
    public const string Suffix = ".part";

    /// <summary>Ends the name of an object that is stored.</summary>
    public const string StoredSuffix = ".dcm";

    private const int Interrupted = 4;
    private const int ReadWrite = 2;
    private const int CreateExclusively = 0x40 | 0x80;
    private const int CloseOnExec = 0x80000;
    private const int ModeReadWrite = 0x1B6;
    private const uint SyncFileRangeWrite = 2;

    private readonly SafeFileHandle _handle;

    private PartFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>Where it lies now.</summary>
    public string Path { get; private set; }

    /// <summary>End of what is written, in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>True once the object is stored for good, so that the file stays.</summary>
    public bool IsStored { get; set; }

    /// <summary>Creates an empty file.</summary>
    public static PartFile Create(string path)
    {
        SafeFileHandle handle = Open(path, ReadWrite | CreateExclusively | CloseOnExec, ModeReadWrite);
        if (handle.IsInvalid)
        {
            IOException failure = Failure("create", path);
            handle.Dispose();
            throw failure;
        }

        return new PartFile(path, handle);
    }

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            nint written = WriteAt(_handle, in MemoryMarshal.GetReference(bytes), bytes.Length, offset);
            if (written < 0)
            {
                ThrowUnlessInterrupted("write", Path);
                continue;
            }

            bytes = bytes[(int)written..];
            offset += written;
            Length = Math.Max(Length, offset);
        }
    }

    /// <summary>
    /// Has the disk begin with bytes that were written and will not change any more (sync_file_range(2)), so that <see cref="SyncData"/> finds
    /// little left. Only that makes them survive loss of power.
    /// </summary>
    public void Begin(long offset, long count)
    {
        // A file system that cannot begin early does it all in the end.
        _ = SyncFileRange(_handle, offset, count, SyncFileRangeWrite);
    }

    /// <summary>Reads back what was written, at most as much as fits.</summary>
    public int Read(Span<byte> destination, long offset) => RandomAccess.Read(_handle, destination, offset);

    /// <summary>Opens another view of what was written.</summary>
    public Stream OpenRead() => new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>On return the bytes and the length survive loss of power (fdatasync(2)); the name does not.</summary>
    public void SyncData()
    {
        while (FDataSync(_handle) != 0)
        {
            ThrowUnlessInterrupted("sync", Path);
        }
    }

    /// <summary>Gives the file its final name. The name survives loss of power once its directory is synced.</summary>
    public void MoveTo(string path)
    {
        while (Rename(Path, path) != 0)
        {
            ThrowUnlessInterrupted("rename", Path);
        }

        Path = path;
    }

    /// <summary>Removes the file, wherever it lies, and closes it. Where even that fails it is left for the next start to deal with.</summary>
    public void Discard()
    {
        _handle.Dispose();
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A left-over part is swept at start; a whole object that was not acknowledged is adopted there, and its resend is a duplicate.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static void ThrowUnlessInterrupted(string act, string path)
    {
        if (Marshal.GetLastPInvokeError() != Interrupted)
        {
            throw Failure(act, path);
        }
    }

    private static IOException Failure(string act, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"Could not {act} '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint WriteAt(SafeFileHandle file, in byte bytes, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string from, string to);
}
