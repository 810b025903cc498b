using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Runtime.Store;

/// <summary>A directory, or a file, that is open to be synced (fsync(2)).</summary>
internal sealed partial class OpenDirectory : IDisposable
{
    private const int ReadOnly = 0;
    private const int DirectoryOnly = 0x10000;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    // O_DIRECTORY differs between architectures (asm-generic and arm64 in fcntl.h).
    private const int DirectoryOnlyArm64 = 0x4000;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    private OpenDirectory(string path, SafeFileHandle handle)
    {
        _path = path;
        _handle = handle;
    }

    /// <summary>Opens a directory.</summary>
    /// <exception cref="IOException">It cannot be opened; HResult is the errno.</exception>
    public static OpenDirectory Open(string path) =>
        Open(path, RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? DirectoryOnlyArm64 : DirectoryOnly);

    /// <summary>Opens a file that is already written and closed.</summary>
    /// <exception cref="IOException">It cannot be opened; HResult is the errno.</exception>
    public static OpenDirectory OpenFile(string path) => Open(path, 0);

    /// <summary>On return names created in, renamed into or removed from the directory before the call, or the content of the file, survive loss of power.</summary>
    /// <exception cref="IOException">It cannot be synced; HResult is the errno.</exception>
    public void Sync()
    {
        while (FSync(_handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw Failure("sync", _path);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static OpenDirectory Open(string path, int flags)
    {
        while (true)
        {
            SafeFileHandle handle = Open(path, ReadOnly | CloseOnExec | flags, 0);
            if (!handle.IsInvalid)
            {
                return new OpenDirectory(path, handle);
            }

            int error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            if (error != Interrupted)
            {
                Marshal.SetLastPInvokeError(error);
                throw Failure("open", path);
            }
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

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(SafeFileHandle file);
}
