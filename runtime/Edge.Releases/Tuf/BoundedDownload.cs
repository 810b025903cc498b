using System.Buffers;
using Edge.Releases.Sources;

namespace Edge.Releases.Tuf;

/// <summary>Copies a file from a source: never more than its length, never more slowly than the least speed.</summary>
/// <param name="limits">Bounds.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class BoundedDownload(TufLimits limits, TimeProvider clock)
{
    private const int BufferSizeBytes = 64 * 1024;

    /// <summary>Downloads into memory.</summary>
    /// <exception cref="TrustException">Not there, unreachable, too large or too slow.</exception>
    public async Task<byte[]> ReadAsync(IReleaseSource source, IReadOnlyList<string> path, int sizeMaxBytes, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        await CopyAsync(source, path, sizeMaxBytes, chunk => memory.Write(chunk.Span), cancellation);
        return memory.ToArray();
    }

    /// <summary>Downloads, handing on each piece as it comes.</summary>
    /// <returns>Bytes in all.</returns>
    /// <exception cref="TrustException">Not there, unreachable, too large or too slow.</exception>
    public async Task<long> CopyAsync(
        IReleaseSource source, IReadOnlyList<string> path, long sizeMaxBytes, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limits.DeadlineFor(sizeMaxBytes), clock);
        using var stall = new CancellationTokenSource(limits.StallTime, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stall.Token, cancellation);
        string name = string.Join('/', path);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSizeBytes);
        try
        {
            await using Stream stream = await source.OpenAsync(path, any.Token);
            long total = 0;
            while (true)
            {
                stall.CancelAfter(limits.StallTime);
                int count = await stream.ReadAsync(buffer, any.Token);
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
