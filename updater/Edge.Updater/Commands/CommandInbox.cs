using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Updater.Commands;

/// <summary>Commands as they come from the broker, a few at a time, and the way of answers back.</summary>
/// <param name="link">The updater's own link.</param>
/// <param name="topics">Topics of this device.</param>
internal sealed class CommandInbox(MqttLink link, DeviceTopics topics)
{
    /// <summary>Commands that wait; what comes beyond that is dropped, and has no answer.</summary>
    public const int QueueMax = 16;

    private readonly Channel<ReadOnlyMemory<byte>> _waiting = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(QueueMax) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Subscribes.</summary>
    public Task SubscribeAsync(CancellationToken cancellation) => link.SubscribeAsync(topics.Command, Receive, cancellation);

    /// <summary>The next message; an empty one was too large to be a command.</summary>
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellation) => _waiting.Reader.ReadAsync(cancellation);

    /// <summary>Answers, as soon as there is a connection.</summary>
    /// <returns>False when the broker refuses it.</returns>
    /// <exception cref="MqttException">The link has ended.</exception>
    public async Task<bool> AnswerAsync(CommandAnswer answer, CancellationToken cancellation)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(answer, EdgeJson.Default.CommandAnswer);
        var message = new MqttMessage(topics.CommandAck, payload, Retain: false) { Properties = new MqttProperties { Expiry = CommandAnswer.Expiry } };
        return await link.PublishAsync(message, cancellation) < MqttReasonCode.UnspecifiedError;
    }

    /// <summary>Sends a file in blocks.</summary>
    /// <returns>Why it did not get there, or null.</returns>
    /// <exception cref="MqttException">The link has ended.</exception>
    public async Task<string?> SendAsync(string id, byte[] file, CancellationToken cancellation)
    {
        byte[] correlation = Encoding.ASCII.GetBytes(id);
        for (int offset = 0; offset < file.Length; offset += BlockRequest.BlockBytes)
        {
            ReadOnlyMemory<byte> block = file.AsMemory(offset, Math.Min(BlockRequest.BlockBytes, file.Length - offset));
            var properties = new MqttProperties
            {
                CorrelationData = correlation,
                Expiry = CommandAnswer.Expiry,
                User = [new(BlockAnswer.Offset, offset.ToString(CultureInfo.InvariantCulture)), new(BlockAnswer.Size, file.Length.ToString(CultureInfo.InvariantCulture))],
            };
            MqttReasonCode taken = await link.PublishAsync(new MqttMessage(topics.CommandAck, block, Retain: false) { Properties = properties }, cancellation);
            if (taken != MqttReasonCode.Success)
            {
                return taken == MqttReasonCode.NoMatchingSubscribers
                    ? "Nobody at the broker listens for the file. Give the command again, and wait for its answer."
                    : $"The broker refused the file with 0x{(int)taken:X2} {taken}. Check its access rules.";
            }
        }

        return null;
    }

    private void Receive(MqttMessage message) => _waiting.Writer.TryWrite(message.Payload.Length <= CommandEnvelope.SizeMaxBytes ? message.Payload : ReadOnlyMemory<byte>.Empty);
}
