using Edge.Releases.Sources;
using Edge.Releases.Storage;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tuf;

/// <summary>Brings one target to a file: length and hashes from signed metadata (TUF 1.0.34 §5.7.3), whole or not at all.</summary>
/// <param name="download">Bounds it.</param>
/// <param name="source">Whence.</param>
/// <param name="path">The file's name there.</param>
/// <param name="target">What is said of it.</param>
internal sealed class TargetDownload(BoundedDownload download, IReleaseSource source, IReadOnlyList<string> path, TargetFile target)
{
    private const int BufferSizeBytes = 64 * 1024;

    /// <summary>After so many bytes what has come is synced, so that loss of power costs no more than that.</summary>
    private const long SyncEveryBytes = 64L * 1024 * 1024;

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
            await HashAsync(content, target.SizeBytes, check, cancellation);
            check.RequireMatch();
            return true;
        }
        catch (Exception exception) when (exception is TrustException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Downloads, checks, syncs and renames into place.</summary>
    /// <param name="partial">What has come before, and where to put the rest.</param>
    /// <param name="keepPartial">What has come stays when it breaks off.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TrustException">It was refused or could not be had or written; the file is as before.</exception>
    public async Task FetchAsync(PartialFile partial, bool keepPartial, CancellationToken cancellation)
    {
        bool keep = keepPartial;
        try
        {
            await FetchAsync(partial, cancellation);
            keep = true;
        }
        catch (TrustException refused) when (refused.Failure is TrustFailure.Mismatch or TrustFailure.TooLarge or TrustFailure.NotFound)
        {
            // What is here is wrong, or the source has no such file: going on would never end well.
            keep = false;
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustException(TrustFailure.Store, $"{target.Path} cannot be written to '{partial.Whole}': {exception.Message}", exception);
        }
        finally
        {
            if (!keep)
            {
                partial.Discard();
            }
        }
    }

    private async Task FetchAsync(PartialFile partial, CancellationToken cancellation)
    {
        FileHashCheck check = target.Hashes.Start(target.Path);
        try
        {
            await using (FileStream output = partial.Open())
            {
                // 1. What has come is hashed anew, since nobody vouches for it.
                long there = output.Length <= target.SizeBytes ? output.Length : 0;
                output.SetLength(there);
                await HashAsync(output, there, check, cancellation);

                // 2. The rest. A source that begins anew is followed.
                long size = there == target.SizeBytes && there > 0 ? there : await download.CopyAsync(
                    source,
                    path,
                    new SourcePosition(there, there > 0 ? partial.Validator : null),
                    target.SizeBytes,
                    begun =>
                    {
                        partial.KeepValidator(begun.Validator);
                        if (begun.OffsetBytes != there)
                        {
                            output.SetLength(0);
                            output.Position = 0;
                            check.Dispose();
                            check = target.Hashes.Start(target.Path);
                        }
                    },
                    chunk =>
                    {
                        check.Append(chunk.Span);
                        Write(output, chunk.Span);
                    },
                    cancellation);

                // 3. Whole and right.
                if (size != target.SizeBytes)
                {
                    throw new TrustException(TrustFailure.Mismatch, $"{target.Path} has {size} bytes; signed metadata says {target.SizeBytes}.");
                }

                check.RequireMatch();
                Sync(output);
            }

            partial.Complete();
        }
        finally
        {
            check.Dispose();
        }
    }

    private static async Task HashAsync(FileStream content, long sizeBytes, FileHashCheck check, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferSizeBytes];
        for (long left = sizeBytes; left > 0;)
        {
            int count = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation);
            if (count == 0)
            {
                throw new IOException($"'{content.Name}' became shorter while it was read.");
            }

            check.Append(buffer.AsSpan(0, count));
            left -= count;
        }
    }

    private static void Sync(FileStream output) => output.Flush(flushToDisk: true);

    // A full disk is this machine's trouble, not the source's.
    private static void Write(FileStream output, ReadOnlySpan<byte> chunk)
    {
        try
        {
            output.Write(chunk);
            if (output.Position / SyncEveryBytes != (output.Position - chunk.Length) / SyncEveryBytes)
            {
                Sync(output);
            }
        }
        catch (IOException exception)
        {
            throw new TrustException(TrustFailure.Store, $"'{output.Name}' cannot be written: {exception.Message}", exception);
        }
    }
}
