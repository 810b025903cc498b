using System.Globalization;
using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Releases;
using Edge.Releases.Sources;

namespace Edge.Ctl.Repo.Serve;

/// <summary>
/// Answers devices' requests for blocks over the broker, out of what they may see of a repository. An answer goes to the device that asked alone, whatever
/// response topic the request names. Nothing is kept between requests, so that it may be ended and started at any time.
/// </summary>
/// <param name="link">The link to the broker.</param>
/// <param name="tree">What devices see.</param>
/// <param name="time">Measures the rate of each device.</param>
internal sealed class BlockServer(MqttLink link, string tree, TimeProvider time) : IDisposable
{
    private const string Filter = "edge/v1/+/+/update/request";
    private const string RequestEnd = "/update/request";
    private const string BlockEnd = "/update/block";

    /// <summary>Requests answered at once: few, since each holds a window of blocks in memory.</summary>
    private const int Workers = 4;

    private const int RequestSizeMaxBytes = 4096;
    private const int PathLengthMax = 16;
    private const int NameLengthMax = 255;
    private const int CorrelationSizeMaxBytes = 64;

    private readonly DirectorySource _source = new(tree);
    private readonly RequestQueue _requests = new(time);

    private long _blocks;
    private long _bytes;
    private long _refused;
    private long _failed;

    /// <summary>What was done so far.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Interlocked.Read(ref _blocks)} blocks, {Interlocked.Read(ref _bytes)} bytes sent, {Interlocked.Read(ref _refused)} requests that were none, {_requests.Dropped} that were too many, {Interlocked.Read(ref _failed)} that failed.");

    /// <summary>Subscribes to requests.</summary>
    public Task<MqttReasonCode> SubscribeAsync(CancellationToken cancellation) =>
        link.SubscribeAsync(Filter, _requests.Add, cancellation);

    /// <summary>Answers until it is ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(_ => WorkAsync(together.Token))];
        Task ended = await Task.WhenAny(workers);
        await together.CancelAsync();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended;
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    private async Task WorkAsync(CancellationToken cancellation)
    {
        byte[][] buffers = [.. Enumerable.Range(0, BlockRequest.WindowBlocks).Select(_ => new byte[BlockRequest.BlockBytes])];
        while (true)
        {
            MqttMessage message = await _requests.TakeAsync(cancellation);
            long sentBytes = 0;
            try
            {
                if (Read(message) is { } request)
                {
                    sentBytes = await AnswerAsync(request, message, buffers, cancellation);
                }
                else
                {
                    Interlocked.Increment(ref _refused);
                }
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // One request of one device must not end the answers to all; it is counted, and the device asks again.
                Interlocked.Increment(ref _failed);
            }
            finally
            {
                _requests.Done(message, sentBytes);
            }
        }
    }

    /// <summary>The request in a message; null where it is none.</summary>
    private static BlockRequest? Read(MqttMessage message)
    {
        if (message.Payload.Length > RequestSizeMaxBytes || message.Properties?.CorrelationData.Length is not (> 0 and <= CorrelationSizeMaxBytes))
        {
            return null;
        }

        try
        {
            BlockRequest? request = JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.BlockRequest);
            return request is { SchemaVersion: BlockRequest.CurrentSchemaVersion, Path.Count: > 0 and <= PathLengthMax, Offset: >= 0, Count: >= 1 and <= BlockRequest.WindowBlocks }
                && request.Offset % BlockRequest.BlockBytes == 0
                && request.Path.All(static name => name is { Length: > 0 and <= NameLengthMax })
                ? request
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>Bytes of the answer.</returns>
    private async Task<long> AnswerAsync(BlockRequest request, MqttMessage message, byte[][] buffers, CancellationToken cancellation)
    {
        string topic = message.Topic[..^RequestEnd.Length] + BlockEnd;
        ReadOnlyMemory<byte> correlation = message.Properties!.CorrelationData;
        var sent = new List<Task>();
        string? problem = null;
        long sentBytes = 0;
        try
        {
            await using SourceFile file = await _source.OpenAsync(request.Path, new SourcePosition(request.Offset, null), cancellation);
            var content = (FileStream)file.Content;
            long size = content.Length;
            if (request.Offset > size || (request.Offset == size && size > 0))
            {
                problem = BlockAnswer.NotFound;
            }

            for (int index = 0; problem is null && index < request.Count && (index == 0 || request.Offset + ((long)index * BlockRequest.BlockBytes) < size); index++)
            {
                long offset = request.Offset + ((long)index * BlockRequest.BlockBytes);
                int count = await content.ReadAtLeastAsync(buffers[index], (int)Math.Min(BlockRequest.BlockBytes, size - offset), throwOnEndOfStream: true, cancellation);
                sentBytes += count;
                sent.Add(SendAsync(topic, buffers[index].AsMemory(0, count), correlation, Number(BlockAnswer.Offset, offset), Number(BlockAnswer.Size, size), cancellation));
            }
        }
        catch (TrustException refused)
        {
            problem = refused.Failure == TrustFailure.NotFound ? BlockAnswer.NotFound : BlockAnswer.Unreadable;
        }
        catch (IOException)
        {
            problem = BlockAnswer.Unreadable;
        }

        if (problem is not null)
        {
            sent.Add(SendAsync(topic, default, correlation, new(BlockAnswer.Problem, problem), null, cancellation));
        }

        // The buffers are free again once the broker has answered, or the link has given the message up.
        await Task.WhenAll(sent);
        return sentBytes;
    }

    private async Task SendAsync(
        string topic, ReadOnlyMemory<byte> block, ReadOnlyMemory<byte> correlation, KeyValuePair<string, string> first, KeyValuePair<string, string>? second, CancellationToken cancellation)
    {
        var message = new MqttMessage(topic, block, Retain: false)
        {
            Properties = new MqttProperties { CorrelationData = correlation, Expiry = BlockRequest.Expiry, User = second is { } other ? [first, other] : [first] },
        };
        try
        {
            if (await link.PublishAsync(message, cancellation) < MqttReasonCode.UnspecifiedError)
            {
                Interlocked.Increment(ref _blocks);
                Interlocked.Add(ref _bytes, block.Length);
            }
        }
        catch (MqttException)
        {
            // The device asks again.
        }
    }

    private static KeyValuePair<string, string> Number(string name, long value) => new(name, value.ToString(CultureInfo.InvariantCulture));
}
