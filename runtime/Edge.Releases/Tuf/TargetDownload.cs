using Edge.Releases.Sources;
using Edge.Releases.Storage;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tuf;

/// <summary>Brings one target to a file: length and hashes from signed metadata (TUF 1.0.34 §5.7.3), whole or not at all.</summary>
internal static class TargetDownload
{
    private const int BufferSizeBytes = 64 * 1024;

    /// <summary>Whether a file holds the target already.</summary>
    public static async Task<bool> HoldsAsync(TargetFile target, string file, CancellationToken cancellation)
    {
        if (new FileInfo(file) is not { Exists: true } info || info.Length != target.SizeBytes)
        {
            return false;
        }

        try
        {
            using FileHashCheck check = target.Hashes.Start(target.Path);
            await using FileStream content = RegularFile.Open(file);
            byte[] buffer = new byte[BufferSizeBytes];
            for (int count = await content.ReadAsync(buffer, cancellation); count > 0; count = await content.ReadAsync(buffer, cancellation))
            {
                check.Append(buffer.AsSpan(0, count));
            }

            check.RequireMatch();
            return true;
        }
        catch (Exception exception) when (exception is TrustException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Downloads, checks, syncs and renames into place.</summary>
    /// <exception cref="TrustException">It was refused or could not be had or written; the file is as before.</exception>
    public static async Task FetchAsync(
        BoundedDownload download, IReleaseSource source, IReadOnlyList<string> path, TargetFile target, string file, CancellationToken cancellation)
    {
        string temporary = file + ".part";
        try
        {
            using FileHashCheck check = target.Hashes.Start(target.Path);
            await using (FileStream output = Create(temporary))
            {
                long size = await download.CopyAsync(
                    source,
                    path,
                    target.SizeBytes,
                    chunk =>
                    {
                        check.Append(chunk.Span);
                        Write(output, chunk.Span);
                    },
                    cancellation);
                if (size != target.SizeBytes)
                {
                    throw new TrustException(TrustFailure.Mismatch, $"{target.Path} has {size} bytes; signed metadata says {target.SizeBytes}.");
                }

                check.RequireMatch();
                Sync(output);
            }

            DurableFile.Move(temporary, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.Store, $"{target.Path} cannot be written to '{file}': {exception.Message}", exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);

    private static void Sync(FileStream output) => output.Flush(flushToDisk: true);

    // A full disk is this machine's trouble, not the source's.
    private static void Write(FileStream output, ReadOnlySpan<byte> chunk)
    {
        try
        {
            output.Write(chunk);
        }
        catch (IOException exception)
        {
            throw new TrustException(TrustFailure.Store, $"'{output.Name}' cannot be written: {exception.Message}", exception);
        }
    }
}
