using System.Buffers;
using Edge.Releases.Sources;

namespace Edge.Releases.Tuf;

/// <summary>Copies a file from a source: never more than its length, never more slowly than the least speed.</summary>
/// <param name="limits">Bounds.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class BoundedDownload(TufLimits limits, TimeProvider clock)
{
    private const int BufferSizeBytes = 128 * 1024;

    /// <summary>Downloads into memory.</summary>
    /// <exception cref="TrustException">Not there, unreachable, too large or too slow.</exception>
    public async Task<byte[]> ReadAsync(IReleaseSource source, IReadOnlyList<string> path, int sizeMaxBytes, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        await CopyAsync(source, path, SourcePosition.Start, sizeMaxBytes, static _ => { }, chunk => memory.Write(chunk.Span), cancellation);
        return memory.ToArray();
    }

    /// <summary>Downloads, handing on each piece as it comes.</summary>
    /// <param name="source">Whence.</param>
    /// <param name="path">The file.</param>
    /// <param name="from">Where to go on.</param>
    /// <param name="sizeMaxBytes">Most bytes of the whole file.</param>
    /// <param name="begin">Told where it begins, before the first piece.</param>
    /// <param name="take">Takes each piece.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Bytes of the whole file.</returns>
    /// <exception cref="TrustException">Not there, unreachable, too large or too slow.</exception>
    public async Task<long> CopyAsync(
        IReleaseSource source,
        IReadOnlyList<string> path,
        SourcePosition from,
        long sizeMaxBytes,
        Action<SourceFile> begin,
        Action<ReadOnlyMemory<byte>> take,
        CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limits.DeadlineFor(sizeMaxBytes), clock);
        using var stall = new CancellationTokenSource(limits.StallTime, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stall.Token, cancellation);
        string name = string.Join('/', path);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSizeBytes);
        try
        {
            await using SourceFile file = await source.OpenAsync(path, from, any.Token);
            begin(file);
            var pace = new DownloadPace(limits.RateMaxBytesPerSecond, clock);
            long total = file.OffsetBytes;
            while (true)
            {
                stall.CancelAfter(limits.StallTime);
                int count = await file.Content.ReadAsync(buffer.AsMemory(0, BufferSizeBytes), any.Token);
                if (count == 0)
                {
                    return total;
                }

                total += count;
                if (total > sizeMaxBytes)
                {
                    throw new TrustException(TrustFailure.TooLarge, $"{name} has more than {sizeMaxBytes} bytes.");
                }

                take(buffer.AsMemory(0, count));
                if (pace.WaitAfter(count) is var wait && wait > TimeSpan.Zero)
                {
                    stall.CancelAfter(limits.StallTime + wait);
                    await Task.Delay(wait, clock, any.Token);
                }
            }
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TrustException(
                TrustFailure.TooSlow,
                $"{name} came more slowly than {limits.SpeedMinBytesPerSecond} bytes a second, or not at all for {limits.StallTime.TotalSeconds} seconds.",
                exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or (IOException and not FileNotFoundException))
        {
            throw new TrustException(TrustFailure.Unreachable, $"{name} broke off: {exception.Message}", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
