using System.Globalization;
using System.Text;
using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Faults;
using Edge.Runtime.Instruments;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Publishes the streams to central operations for as long as the broker is connected, each in its own order, and takes their acknowledgements. After a kill, or on a new
/// connection, what is not acknowledged is sent again: a receiver may see a message twice, and knows it by its number.
/// </summary>
internal sealed partial class StreamsDelivery(
    MqttLink link,
    DeviceConfig config,
    StreamTable table,
    StreamEpoch epoch,
    DiskRetry disk,
    FaultBoard faults,
    StageSignals signals,
    TimeProvider time,
    ILogger<StreamsDelivery> log) : BackgroundService
{
    private readonly DeviceTopics _topics = new(config.Device);
    private readonly StageSignal _acknowledged = new();
    private StreamAck? _ack;
    private string? _lastReceiver;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        EventHandler look = (_, _) =>
        {
            signals.OutboxFilled.Raise();
            _acknowledged.Raise();
        };
        link.StatusChanged += look;
        try
        {
            string current = await disk.UntilDoneAsync("reading the epoch of the streams", () => epoch.Current, stoppingToken);
            bool isAcknowledged = config.Mqtt!.IsAcknowledged;
            (string Name, string Topic, StreamWorker Worker)[] streams =
            [
                Stream(OutboxDestination.MqttResults, _topics.Results, current, isAcknowledged),
                Stream(OutboxDestination.MqttAudit, _topics.Audit, current, isAcknowledged),
                Stream(OutboxDestination.MqttEvents, _topics.Events, current, isAcknowledged: false),
                Stream(OutboxDestination.MqttMetrics, _topics.Metrics, current, isAcknowledged: false),
            ];
            if (isAcknowledged)
            {
                _ = SubscribeAsync(stoppingToken);
            }

            await Task.WhenAll(streams.Select(stream => stream.Worker.RunAsync(stoppingToken)).Append(TakeAcksAsync(streams, current, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was on its way is still waiting in the outbox.
        }
        finally
        {
            link.StatusChanged -= look;
        }
    }

    private (string Name, string Topic, StreamWorker Worker) Stream(string destination, string topic, string current, bool isAcknowledged)
    {
        var stream = new OrderedStream(destination, isAcknowledged, table, (row, token) => SendAsync(row, topic, current, token), disk, faults, time);
        return (topic[(topic.LastIndexOf('/') + 1)..], topic, new StreamWorker(stream, link, signals.OutboxFilled.Join(), time));
    }

    private async Task SubscribeAsync(CancellationToken stoppingToken)
    {
        try
        {
            MqttReasonCode granted = await link.SubscribeAsync(_topics.Ack, Receive, stoppingToken);
            if (granted >= MqttReasonCode.UnspecifiedError)
            {
                LogNoAcks(_topics.Ack, (int)granted, granted);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or MqttException)
        {
            // The link has ended, and with it the appliance or its use of the broker.
        }
    }

    private void Receive(MqttMessage message)
    {
        try
        {
            Volatile.Write(ref _ack, JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.StreamAck));
            _acknowledged.Raise();
        }
        catch (JsonException malformed)
        {
            LogMalformed(malformed.Message);
        }
    }

    private async Task TakeAcksAsync((string Name, string Topic, StreamWorker Worker)[] streams, string current, CancellationToken stoppingToken)
    {
        while (true)
        {
            if (Interlocked.Exchange(ref _ack, null) is { } ack)
            {
                foreach ((string name, _, StreamWorker worker) in streams)
                {
                    if (ack.Streams.FirstOrDefault(one => one.Stream == name && one.Epoch == current) is { } entry)
                    {
                        worker.Acknowledge(entry.UpTo);
                    }

                    if (ack.Receiver != _lastReceiver && _lastReceiver is not null)
                    {
                        worker.Rewind();
                    }
                }

                _lastReceiver = ack.Receiver;
                signals.OutboxFilled.Raise();
            }

            await _acknowledged.WaitAsync(OrderedStream.LongestWait, time, stoppingToken);
        }
    }

    private async Task<DeliveryOutcome> SendAsync(OutboxRow row, string topic, string current, CancellationToken cancellationToken)
    {
        string gap = row.Gap == 0 ? "null" : row.Gap.ToString(CultureInfo.InvariantCulture);
        string message = string.Create(
            CultureInfo.InvariantCulture, $"{{\"epoch\":\"{current}\",\"sequence\":{row.Sequence},\"oldest\":{row.Oldest},\"gap\":{gap},\"body\":{row.Payload}}}");
        MqttReasonCode reason = await link.PublishAsync(new MqttMessage(topic, Encoding.UTF8.GetBytes(message), Retain: false), cancellationToken);
        EdgeMeter.Messages.Add(
            1,
            new KeyValuePair<string, object?>("edge.stream", topic[(topic.LastIndexOf('/') + 1)..]),
            new KeyValuePair<string, object?>("edge.outcome", reason < MqttReasonCode.UnspecifiedError ? "taken" : "refused"));
        if (reason == MqttReasonCode.NoMatchingSubscribers && topic != _topics.Metrics && topic != _topics.Events)
        {
            LogUnread(row.Id, topic);
            return DeliveryOutcome.NotTaken($"nobody subscribes to {topic}", FaultCatalogue.ResultsUnread);
        }

        if (reason >= MqttReasonCode.UnspecifiedError)
        {
            LogRefused(row.Id, (int)reason, reason);
            return DeliveryOutcome.NotTaken($"the broker refused it: 0x{(int)reason:X2} {reason}", FaultCatalogue.BrokerRefuses);
        }

        return DeliveryOutcome.Done;
    }

    [LoggerMessage(4000, LogLevel.Warning, "Outbox row {Row} was not delivered: nobody subscribes to {Topic}. It is sent again.")]
    private partial void LogUnread(long row, string topic);

    [LoggerMessage(4001, LogLevel.Warning, "Outbox row {Row} was refused by the broker with 0x{Code:X2} {Reason}. It is sent again.")]
    private partial void LogRefused(long row, int code, MqttReasonCode reason);

    [LoggerMessage(4002, LogLevel.Warning, "The broker does not let the appliance read {Topic}: 0x{Code:X2} {Reason}. Correct its access list, or set mqtt.acknowledge to false.")]
    private partial void LogNoAcks(string topic, int code, MqttReasonCode reason);

    [LoggerMessage(4003, LogLevel.Warning, "An acknowledgement of central operations was malformed and was ignored: {Why}")]
    private partial void LogMalformed(string why);
}
