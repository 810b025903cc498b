using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Releases;

namespace Edge.Updater.Broker;

/// <summary>Asks for blocks over the broker and hands the answers to the file that is being read; one file at a time.</summary>
/// <param name="link">The updater's own link.</param>
/// <param name="topics">Topics of this device.</param>
internal sealed class BlockPort(MqttLink link, DeviceTopics topics)
{
    private BlockInbox? _open;

    /// <summary>Why nothing can be asked for now; null when it can.</summary>
    public string? Down => link.Status is { State: MqttLinkState.Connected } ? null : $"The broker is not connected: {link.Status.Reason ?? "it was not reached yet"}.";

    /// <summary>Subscribes to the answers.</summary>
    public Task SubscribeAsync(CancellationToken cancellation) => link.SubscribeAsync(topics.UpdateBlock, Receive, cancellation);

    /// <summary>Begins to read a file; answers for another one are dropped from now on.</summary>
    public BlockInbox Open()
    {
        var inbox = new BlockInbox();
        Volatile.Write(ref _open, inbox);
        return inbox;
    }

    /// <summary>Ends the reading of a file.</summary>
    public void Close(BlockInbox inbox) => Interlocked.CompareExchange(ref _open, null, inbox);

    /// <summary>Asks for blocks.</summary>
    /// <exception cref="TrustException">The broker does not pass the request on.</exception>
    public async Task AskAsync(BlockRequest request, BlockInbox inbox, CancellationToken cancellation)
    {
        var message = new MqttMessage(topics.UpdateRequest, JsonSerializer.SerializeToUtf8Bytes(request, EdgeJson.Default.BlockRequest), Retain: false)
        {
            Properties = new MqttProperties { ResponseTopic = topics.UpdateBlock, CorrelationData = inbox.Correlation, Expiry = BlockRequest.Expiry },
        };
        try
        {
            MqttReasonCode answer = await link.PublishAsync(message, cancellation);
            if (answer == MqttReasonCode.NoMatchingSubscribers)
            {
                throw new TrustException(TrustFailure.Unreachable, "Nobody at the broker answers requests for releases. Central operations run edgectl repo serve.");
            }

            if (answer >= MqttReasonCode.UnspecifiedError)
            {
                throw new TrustException(TrustFailure.Unreachable, $"The broker refused a request for releases with 0x{(int)answer:X2} {answer}. Check its access rules.");
            }
        }
        catch (MqttException stopped)
        {
            throw new TrustException(TrustFailure.Unreachable, stopped.Message, stopped);
        }
    }

    private void Receive(MqttMessage message) => Volatile.Read(ref _open)?.Take(message);
}
