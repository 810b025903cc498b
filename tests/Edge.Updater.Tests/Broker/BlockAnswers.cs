using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Updater.Tests.Broker;

/// <summary>One answer of a server of blocks.</summary>
internal sealed record Answer(long Offset, long Size, byte[] Bytes, string? Problem = null, byte[]? Correlation = null);

/// <summary>A server of blocks over a real broker, out of a folder, that may be told to do it wrong.</summary>
internal sealed class BlockAnswers : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<MqttMessage> _requests = Channel.CreateBounded<MqttMessage>(1000);
    private readonly string _tree;
    private readonly MqttLink _link;
    private Task _running = Task.CompletedTask;
    private Task _subscribed = Task.CompletedTask;
    private bool _isDisposed;

    private BlockAnswers(string tree, MqttLink link)
    {
        _tree = tree;
        _link = link;
    }

    /// <summary>Requests so far.</summary>
    public List<BlockRequest> Asked { get; } = [];

    /// <summary>Blocks of targets that were given so far.</summary>
    public int TargetBlocks { get; private set; }

    /// <summary>Makes of what is right what is sent; null: it is sent as it is.</summary>
    public Func<BlockRequest, IReadOnlyList<Answer>, IEnumerable<Answer>>? Twist { get; set; }

    public static async Task<BlockAnswers> StartAsync(int port, string tree)
    {
        var link = new MqttLink(new MqttLinkOptions { Host = "127.0.0.1", Port = port, ClientId = "server", SessionExpiry = TimeSpan.Zero, FirstBackoff = TimeSpan.FromMilliseconds(50), LongestBackoff = TimeSpan.FromMilliseconds(200) });
        var server = new BlockAnswers(tree, link);
        Task<MqttReasonCode> subscribed = link.SubscribeAsync("edge/v1/+/+/update/request", message => server._requests.Writer.TryWrite(message), server._stop.Token);
        server._subscribed = subscribed;
        server._running = Task.WhenAll(link.RunAsync(server._stop.Token), server.AnswerAsync());
        await subscribed;
        return server;
    }

    /// <summary>Waits until it is connected, with its subscription.</summary>
    public async Task ConnectedAsync()
    {
        await BrokerFixture.LinkAsync(_link, connected: true);

        // A message of its own that comes back shows that the broker has the subscription again.
        await _subscribed;
        MqttReasonCode answer;
        do
        {
            answer = await _link.PublishAsync(new MqttMessage("edge/v1/none/none/update/request", default, Retain: false), _stop.Token);
        }
        while (answer == MqttReasonCode.NoMatchingSubscribers);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }

    private async Task AnswerAsync()
    {
        await foreach (MqttMessage message in _requests.Reader.ReadAllAsync(_stop.Token))
        {
            if (message.Payload.IsEmpty)
            {
                continue;
            }

            BlockRequest request = JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.BlockRequest)!;
            Asked.Add(request);
            IReadOnlyList<Answer> honest = await HonestAsync(request);
            foreach (Answer answer in Twist?.Invoke(request, honest) ?? honest)
            {
                TargetBlocks += request.Path[0] == "targets" ? 1 : 0;
                KeyValuePair<string, string>[] user = answer.Problem is { } problem
                    ? [new(BlockAnswer.Problem, problem)]
                    : [new(BlockAnswer.Offset, Text(answer.Offset)), new(BlockAnswer.Size, Text(answer.Size))];
                await _link.PublishAsync(
                    new MqttMessage(message.Properties!.ResponseTopic!, answer.Bytes, Retain: false)
                    {
                        Properties = new MqttProperties { CorrelationData = answer.Correlation ?? message.Properties.CorrelationData, User = user },
                    },
                    _stop.Token);
            }
        }
    }

    private async Task<IReadOnlyList<Answer>> HonestAsync(BlockRequest request)
    {
        string file = Path.Combine([_tree, .. request.Path]);
        if (!File.Exists(file))
        {
            return [new Answer(0, 0, [], BlockAnswer.NotFound)];
        }

        byte[] content = await File.ReadAllBytesAsync(file, _stop.Token);
        return
        [
            .. Enumerable.Range(0, request.Count)
                .Select(index => (int)request.Offset + (index * BlockRequest.BlockBytes))
                .Where(offset => offset < content.Length || offset == 0)
                .Select(offset => new Answer(offset, content.Length, content[offset..Math.Min(content.Length, offset + BlockRequest.BlockBytes)])),
        ];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
