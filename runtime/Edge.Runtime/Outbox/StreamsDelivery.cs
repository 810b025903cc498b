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
/// connection, what is not acknowledged is sent again: a receiver may see a message twice, and knows it by its number. Where a receiver has a number that was never given here, the
/// database went back to an earlier state, and a new numbering begins.
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
    /// <summary>A new numbering is begun at most so often: an acknowledgement is not signed, and each costs a transfer of everything that waits.</summary>
    public static readonly TimeSpan LeastBetweenEpochs = TimeSpan.FromHours(1);

    private readonly DeviceTopics _topics = new(config.Device);
    private readonly StageSignal _acknowledged = new();
    private StreamAck? _ack;
    private string? _lastReceiver;
    private long? _begunAt;

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
            if (isAcknowledged)
            {
                _ = SubscribeAsync(stoppingToken);
            }

            (string Destination, string Topic, bool IsAcknowledged, StageWaiter Filled)[] streams =
            [
                (OutboxDestination.MqttResults, _topics.Results, isAcknowledged, signals.OutboxFilled.Join()),
                (OutboxDestination.MqttAudit, _topics.Audit, isAcknowledged, signals.OutboxFilled.Join()),
                (OutboxDestination.MqttEvents, _topics.Events, false, signals.OutboxFilled.Join()),
                (OutboxDestination.MqttMetrics, _topics.Metrics, false, signals.OutboxFilled.Join()),
            ];
            while (true)
            {
                RunningStream[] running = [.. streams.Select(stream => Begin(stream.Destination, stream.Topic, stream.IsAcknowledged, stream.Filled, current))];
                await RunAsync(running, current, stoppingToken);
                Array.ForEach(running, static stream => stream.Rows.ClearFaults());
                current = await disk.UntilDoneAsync("beginning a new numbering of the streams", epoch.BeginAnew, stoppingToken);
                _begunAt = time.GetTimestamp();
            }
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

    private RunningStream Begin(string destination, string topic, bool isAcknowledged, StageWaiter filled, string current)
    {
        var rows = new OrderedStream(destination, isAcknowledged, table, (row, token) => SendAsync(row, topic, current, token), disk, faults, time);
        return new RunningStream(topic[(topic.LastIndexOf('/') + 1)..], destination, rows, new StreamWorker(rows, link, filled, time));
    }

    /// <summary>Delivers until the numbering is found to have gone back.</summary>
    private async Task RunAsync(RunningStream[] streams, string current, CancellationToken stoppingToken)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] tasks = [.. streams.Select(stream => stream.Worker.RunAsync(together.Token)), TakeAcksAsync(streams, current, together.Token)];
        Task ended = await Task.WhenAny(tasks);
        await together.CancelAsync();
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A fault of one ends the program, which is started again; without this it would end one stream in silence.
        await ended;
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
            // A list in JSON may hold nothing where an entry belongs.
            StreamAck? ack = JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.StreamAck);
            Volatile.Write(ref _ack, ack is null ? null : ack with { Streams = [.. ack.Streams.OfType<AcknowledgedPosition>()] });
            _acknowledged.Raise();
        }
        catch (JsonException malformed)
        {
            LogMalformed(malformed.Message);
        }
    }

    /// <summary>Takes acknowledgements until one shows that the numbering went back.</summary>
    private async Task TakeAcksAsync(RunningStream[] streams, string current, CancellationToken stoppingToken)
    {
        while (true)
        {
            if (Interlocked.Exchange(ref _ack, null) is { } ack)
            {
                foreach (RunningStream stream in streams)
                {
                    if (ack.Streams.FirstOrDefault(one => one.Stream == stream.Name && one.Epoch == current) is { } entry)
                    {
                        if (await WentBackAsync(stream, entry.UpTo, stoppingToken))
                        {
                            return;
                        }

                        stream.Worker.Acknowledge(entry.UpTo);
                    }

                    if (ack.Receiver != _lastReceiver && _lastReceiver is not null)
                    {
                        stream.Worker.Rewind();
                    }
                }

                _lastReceiver = ack.Receiver;
                signals.OutboxFilled.Raise();
            }

            await _acknowledged.WaitAsync(OrderedStream.LongestWait, time, stoppingToken);
        }
    }

    /// <summary>True where the receiver has a number of this epoch that was never given: it was, by the database that this one is an older copy of.</summary>
    private async Task<bool> WentBackAsync(RunningStream stream, long upTo, CancellationToken stoppingToken)
    {
        long last = await disk.UntilDoneAsync("reading the numbering of the streams", () => table.LastNumber(stream.Destination), stoppingToken);
        if (upTo <= last || (_begunAt is { } begun && time.GetElapsedTime(begun) < LeastBetweenEpochs))
        {
            return false;
        }

        LogWentBack(stream.Name, upTo, last);
        faults.Raise(FaultCatalogue.NumbersWentBack, $"{stream.Name}: central operations have {upTo}, and {last} was the last one here");
        return true;
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

    [LoggerMessage(4004, LogLevel.Error, "Central operations have {Stream} up to {UpTo}, and {Last} was the last number given here: the data directory is an older copy. A new numbering begins.")]
    private partial void LogWentBack(string stream, long upTo, long last);

    /// <param name="Name">The stream's name in acknowledgements.</param>
    /// <param name="Destination">Its rows.</param>
    /// <param name="Rows">Sends them in order.</param>
    /// <param name="Worker">Turns them.</param>
    private sealed record RunningStream(string Name, string Destination, OrderedStream Rows, StreamWorker Worker);
}
