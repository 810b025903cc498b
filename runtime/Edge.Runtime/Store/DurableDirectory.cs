using System.Runtime.InteropServices;

namespace Edge.Runtime.Store;

/// <summary>Makes changes to files and directories survive loss of power (fsync(2)).</summary>
internal static partial class DurableDirectory
{
    private const int ReadOnly = 0;
    private const int DirectoryOnly = 0x10000;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    // O_DIRECTORY differs between architectures (asm-generic and arm64 in fcntl.h).
    private const int DirectoryOnlyArm64 = 0x4000;

    /// <summary>Syncs a directory: on return names created in, renamed into or removed from it survive loss of power.</summary>
    /// <exception cref="IOException">It cannot be opened or synced; HResult is the errno.</exception>
    public static void Sync(string directory) =>
        Sync(directory, RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? DirectoryOnlyArm64 : DirectoryOnly);

    /// <summary>Syncs a file that is already closed: on return its content survives loss of power.</summary>
    /// <exception cref="IOException">It cannot be opened or synced; HResult is the errno.</exception>
    public static void SyncFile(string file) => Sync(file, 0);

    private static void Sync(string path, int flags)
    {
        int descriptor = Retry(() => Open(path, ReadOnly | CloseOnExec | flags));
        if (descriptor < 0)
        {
            throw Failure("open", path);
        }

        try
        {
            if (Retry(() => FSync(descriptor)) != 0)
            {
                throw Failure("sync", path);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Retry(Func<int> call)
    {
        int result;
        do
        {
            result = call();
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return result;
    }

    private static IOException Failure(string act, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"Could not {act} '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
