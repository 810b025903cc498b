using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Faults;
using Edge.Runtime.Releases;
using Edge.Runtime.Store;

namespace Edge.Runtime.Telemetry;

/// <summary>
/// Keeps the link to central operations: says on every connection, and after each change of its configuration, that the appliance is there and what it is made of, and at the end that
/// it was stopped. In between it says how it is, as often as metrics are sent and soon after a fault comes or goes. A fault is raised while there is no connection.
/// </summary>
internal sealed partial class BrokerLink(
    MqttLink link, DeviceConfig config, DevicePayloads payloads, DeviceHealthReader health, ModelStore models, FaultBoard faults, TimeProvider time, ILogger<BrokerLink> log) : BackgroundService
{
    /// <summary>How often a file that is missing is looked for.</summary>
    public static readonly TimeSpan FilePause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    /// <summary>Faults that follow one another closely are one message.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly StageSignal _changed = new();
    private string? _lastReason;
    private string? _announcedDigest;
    private long _announced;
    private long _told;
    private long _toldAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        EventHandler look = (_, _) => _changed.Raise();
        link.StatusChanged += Note;
        faults.Changed += look;
        try
        {
            await UntilFilesAreThereAsync(stoppingToken);
            await KeepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It stops before there was a link.
        }
        catch (MqttException unusable)
        {
            // Receiving and inferring need no broker: they go on without it.
            LogUnusable(unusable);
            faults.Raise(FaultCatalogue.BrokerUnreachable, unusable.Message);
        }
        finally
        {
            link.StatusChanged -= Note;
            faults.Changed -= look;
        }
    }

    private async Task UntilFilesAreThereAsync(CancellationToken stoppingToken)
    {
        string? last = null;
        while (link.FileTrouble() is { } trouble)
        {
            faults.Raise(FaultCatalogue.BrokerUnreachable, trouble);
            if (trouble != last)
            {
                last = trouble;
                LogNoFile(trouble);
            }

            await Task.Delay(FilePause, time, stoppingToken);
        }
    }

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        using var ending = new CancellationTokenSource();
        Task running = link.RunAsync(ending.Token);
        try
        {
            while (!stoppingToken.IsCancellationRequested && !running.IsCompleted)
            {
                await AnnounceAsync(stoppingToken);
                await Task.WhenAny(running, _changed.WaitAsync(config.Mqtt!.MetricsEvery, time, stoppingToken));
                await Task.WhenAny(running, Task.Delay(_announced == link.Status.Connects ? Settling : TimeSpan.Zero, time, stoppingToken));
            }

            await SayFarewellAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SayFarewellAsync();
        }
        finally
        {
            await ending.CancelAsync();
            await running;
        }
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        MqttLinkStatus status = link.Status;
        if (status.State != MqttLinkState.Connected)
        {
            return;
        }

        bool isNew = status.Connects > _announced || payloads.ConfigDigest != _announcedDigest;
        if (isNew || faults.Changes != _told || time.GetElapsedTime(_toldAt) >= config.Mqtt!.MetricsEvery)
        {
            (_announced, _announcedDigest, _told, _toldAt) = (status.Connects, payloads.ConfigDigest, faults.Changes, time.GetTimestamp());
            MqttMessage state = payloads.State(DevicePresence.Online, time.GetUtcNow(), health.Read());
            Task birth = isNew ? SendAsync("birth", payloads.Birth(models.List()), cancellationToken) : Task.CompletedTask;
            await Task.WhenAll(SendAsync("state", state, cancellationToken), birth);
        }
    }

    private async Task SendAsync(string name, MqttMessage message, CancellationToken cancellationToken)
    {
        MqttReasonCode answer = await link.PublishAsync(message, cancellationToken);
        if (answer >= MqttReasonCode.UnspecifiedError)
        {
            LogRefused(name, (int)answer, answer);
            faults.Raise(FaultCatalogue.BrokerRefuses, $"The broker refused the appliance's {name}: 0x{(int)answer:X2} {answer}", name);
        }
        else
        {
            faults.Clear(FaultCatalogue.BrokerRefuses, name);
        }
    }

    /// <summary>A retained message with no subscriber is kept all the same, so that only the time is limited.</summary>
    private async Task SayFarewellAsync()
    {
        if (link.Status.State != MqttLinkState.Connected)
        {
            return;
        }

        using var limit = new CancellationTokenSource(LongestFarewell, time);
        try
        {
            await link.PublishAsync(payloads.State(DevicePresence.Stopped, time.GetUtcNow()), limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogNoFarewell(LongestFarewell.TotalSeconds);
        }
    }

    private void Note(object? sender, EventArgs nothing)
    {
        MqttLinkStatus status = link.Status;
        if (status.State == MqttLinkState.Connected)
        {
            faults.Clear(FaultCatalogue.BrokerUnreachable);
            _lastReason = null;
            LogConnected(status.Connects, status.SessionPresent);
        }
        else if (status is { State: MqttLinkState.Waiting, Reason: { } reason })
        {
            faults.Raise(FaultCatalogue.BrokerUnreachable, reason);
            if (reason != _lastReason)
            {
                _lastReason = reason;
                LogLost(reason);
            }
        }

        _changed.Raise();
    }

    [LoggerMessage(7000, LogLevel.Information, "Connected to the broker (connection {Number}, session kept: {SessionPresent})")]
    private partial void LogConnected(long number, bool sessionPresent);

    [LoggerMessage(7001, LogLevel.Warning, "Not connected to the broker: {Reason}. Trying again by itself.")]
    private partial void LogLost(string reason);

    [LoggerMessage(7002, LogLevel.Warning, "The broker refused the appliance's {Name} with 0x{Code:X2} {Reason}. Check its access rules.")]
    private partial void LogRefused(string name, int code, MqttReasonCode reason);

    [LoggerMessage(7003, LogLevel.Warning, "The broker did not acknowledge within {Seconds} s that the appliance stops")]
    private partial void LogNoFarewell(double seconds);

    [LoggerMessage(7005, LogLevel.Warning, "The broker cannot be reached: {Trouble}")]
    private partial void LogNoFile(string trouble);

    [LoggerMessage(7004, LogLevel.Error, "The link to the broker cannot be used. Results are kept; everything else goes on.")]
    private partial void LogUnusable(MqttException unusable);
}
