using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Updater.Broker;

/// <summary>Takes the answers for one file that is being read, and drops what answers something else.</summary>
internal sealed class BlockInbox
{
    private const int CorrelationBytes = 16;

    /// <summary>Repeated and late blocks come besides those of the window; what is dropped is asked for again.</summary>
    private const int MessagesMax = 2 * BlockRequest.WindowBlocks;

    private readonly Channel<BlockMessage> _messages = Channel.CreateBounded<BlockMessage>(
        new BoundedChannelOptions(MessagesMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, SingleWriter = true });

    /// <summary>By which its answers are known; nobody else can guess it.</summary>
    public ReadOnlyMemory<byte> Correlation { get; } = RandomNumberGenerator.GetBytes(CorrelationBytes);

    /// <summary>Answers as they come.</summary>
    public ChannelReader<BlockMessage> Messages => _messages.Reader;

    /// <summary>Takes a message in, on the link's thread.</summary>
    public void Take(MqttMessage message)
    {
        if (message.Properties is { } properties && properties.CorrelationData.Span.SequenceEqual(Correlation.Span))
        {
            string? problem = properties.Find(BlockAnswer.Problem);
            if (problem is not null)
            {
                _messages.Writer.TryWrite(new BlockMessage(0, 0, default, problem));
            }
            else if (Number(properties, BlockAnswer.Offset) is { } offset && Number(properties, BlockAnswer.Size) is { } size)
            {
                _messages.Writer.TryWrite(new BlockMessage(offset, size, message.Payload, null));
            }
        }
    }

    private static long? Number(MqttProperties properties, string name) =>
        long.TryParse(properties.Find(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
