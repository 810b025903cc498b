using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Edge.Runtime.Inbox;

/// <summary>SHA-256 of a whole stored file, meta header included.</summary>
internal static partial class ObjectDigest
{
    private const int ChunkBytes = 256 * 1024;

    // POSIX_FADV_DONTNEED of posix_fadvise(2).
    private const int DontNeed = 4;

    /// <summary>Hashes at full speed, from wherever the kernel has the bytes.</summary>
    /// <returns>Lower-case hexadecimal.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Compute(string path)
    {
        using SafeFileHandle file = Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            for (long offset = 0; (read = RandomAccess.Read(file, buffer.AsSpan(0, ChunkBytes), offset)) > 0; offset += read)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Hashes what the disk gives back: cached pages are dropped before and after, so that reception keeps its memory, and the pace is kept.</summary>
    /// <returns>Lower-case hexadecimal.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<string> ComputeFromDiskAsync(string path, ReadingPace pace, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            _ = Advise(file, 0, 0, DontNeed);
            int read;
            for (long offset = 0; (read = RandomAccess.Read(file, buffer.AsSpan(0, ChunkBytes), offset)) > 0; offset += read)
            {
                hash.AppendData(buffer, 0, read);
                await pace.TakeAsync(read, cancellationToken);
            }

            _ = Advise(file, 0, 0, DontNeed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
