using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Edge.Releases.Storage;

/// <summary>Opens files that somebody else put there: never a link, and never a pipe or device that could block or not end.</summary>
internal static partial class RegularFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int LoopError = 40;
    private const int NoEntry = 2;
    private const int NotDirectory = 20;

    // O_NOFOLLOW differs between architectures (asm-generic and arm64 in fcntl.h).
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It is a link or no regular file, or it cannot be opened.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the handle; without a stream it is disposed.")]
    public static FileStream Open(string path)
    {
        int descriptor = Open(path, ReadOnly | NonBlocking | CloseOnExec | NoFollow);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw error switch
            {
                NoEntry or NotDirectory => new FileNotFoundException($"There is no '{path}'.", path),
                LoopError => new IrregularFileException($"'{path}' is a symbolic link."),
                _ => new IOException($"Could not open '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error),
            };
        }

        return RequireRegular(new SafeFileHandle(descriptor, ownsHandle: true), path);
    }

    private static FileStream RequireRegular(SafeFileHandle handle, string path)
    {
        try
        {
            // Only a regular file or a block device can be sought; a folder can be opened but not read.
            _ = RandomAccess.GetLength(handle);
            return (File.GetAttributes(handle) & (FileAttributes.Directory | FileAttributes.Device)) == 0
                ? new FileStream(handle, FileAccess.Read, bufferSize: 0)
                : throw new IrregularFileException($"'{path}' is no regular file.");
        }
        catch (Exception exception) when (exception is NotSupportedException or UnauthorizedAccessException or ArgumentException or IOException)
        {
            handle.Dispose();
            throw new IrregularFileException($"'{path}' is no regular file.", exception);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
