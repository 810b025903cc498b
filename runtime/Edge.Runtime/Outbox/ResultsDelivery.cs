using System.Text;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Publishes what was found to central operations, for as long as the broker is connected. A row is delivered when the broker acknowledges
/// it and has someone to give it to. After a kill the rows that were on their way are sent again: a receiver may see one twice.
/// </summary>
internal sealed partial class ResultsDelivery : BackgroundService
{
    private readonly MqttLink _link;
    private readonly string _topic;
    private readonly StageSignals _signals;
    private readonly StageWaiter _filled;
    private readonly TimeProvider _time;
    private readonly ILogger<ResultsDelivery> _log;
    private readonly OrderedStream _stream;

    /// <summary>Creates it.</summary>
    public ResultsDelivery(
        MqttLink link,
        DeviceConfig config,
        OutboxTable table,
        DiskRetry disk,
        FaultBoard faults,
        StageSignals signals,
        TimeProvider time,
        ILogger<ResultsDelivery> log)
    {
        _link = link;
        _topic = new DeviceTopics(config.Device).Results;
        _signals = signals;
        _filled = signals.OutboxFilled.Join();
        _time = time;
        _log = log;
        _stream = new OrderedStream(OutboxDestination.MqttResults, table, SendAsync, disk, faults, time);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        EventHandler look = (_, _) => _signals.OutboxFilled.Raise();
        _link.StatusChanged += look;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                TimeSpan wait = _link.Status.State == MqttLinkState.Connected ? await _stream.TurnAsync(stoppingToken) : OrderedStream.LongestWait;
                if (wait > TimeSpan.Zero)
                {
                    await _filled.WaitAsync(wait, _time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was on its way is still waiting in the outbox.
        }
        finally
        {
            _link.StatusChanged -= look;
        }
    }

    private async Task<DeliveryOutcome> SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        MqttReasonCode reason = await _link.PublishAsync(new MqttMessage(_topic, Encoding.UTF8.GetBytes(row.Payload), Retain: false), cancellationToken);
        if (reason == MqttReasonCode.NoMatchingSubscribers)
        {
            LogUnread(row.Id, _topic);
            return DeliveryOutcome.NotTaken($"nobody subscribes to {_topic}", FaultCatalogue.ResultsUnread);
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
}
