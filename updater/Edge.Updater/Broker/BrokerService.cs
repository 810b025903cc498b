using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Updater.Commands;
using Edge.Updater.Journal;
using Edge.Updater.Machine;

namespace Edge.Updater.Broker;

/// <summary>
/// The updater's link to central operations: status up at every step, retained, and hints down that make it look for releases. A hint is not
/// signed: it hastens a look at what the signers say, and nothing else. Commands are signed, and go to <see cref="CommandService"/>.
/// </summary>
internal sealed partial class BrokerService(
    MqttLink link,
    DeviceTopics topics,
    BlockPort blocks,
    CommandInbox commands,
    RolloutTurns turns,
    UpdateAgent agent,
    UpdateJournal journal,
    Version version,
    TimeProvider time,
    ILogger<BrokerService> log) : BackgroundService
{
    /// <summary>How often a file that is missing is looked for.</summary>
    public static readonly TimeSpan FilePause = TimeSpan.FromSeconds(10);

    private const int HintSizeMaxBytes = 64 * 1024;

    /// <summary>A failed status is sent again after so long; a step sends it at once.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _something = new(0, 1);
    private readonly Hint _notify = new(time);
    private readonly Hint _suspend = new(time);
    private byte[] _said = [];
    private string? _lastReason;
    private long _lookedOnConnection;
    private long _saidOnConnection;
    private int _turnsSaid;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _something.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        link.StatusChanged += NoteLink;
        journal.Changed += Raise;
        try
        {
            await UntilFilesAreThereAsync(stoppingToken);
            await KeepAsync(stoppingToken);
        }
        catch (MqttException unusable)
        {
            // Other sources need no broker: they go on without it.
            LogUnusable(unusable.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was said last is retained.
        }
        finally
        {
            journal.Changed -= Raise;
            link.StatusChanged -= NoteLink;
        }
    }

    private async Task UntilFilesAreThereAsync(CancellationToken stoppingToken)
    {
        string? last = null;
        while (link.FileTrouble() is { } trouble)
        {
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
        Task[] subscribing =
        [
            blocks.SubscribeAsync(stoppingToken),
            commands.SubscribeAsync(stoppingToken),
            link.SubscribeAsync(topics.UpdateNotify, Notified, stoppingToken),
            link.SubscribeAsync(topics.Suspend, message => Take(_suspend, message), stoppingToken),
        ];
        Task running = link.RunAsync(stoppingToken);
        while (!running.IsCompleted)
        {
            if (Interlocked.Exchange(ref _turnsSaid, 0) == 1)
            {
                agent.Hasten(turns.Releases);
            }

            long connection = link.Status is { State: MqttLinkState.Connected, Connects: var connects } ? connects : 0;
            if (connection > 0)
            {
                await SayAsync(connection, stoppingToken);
                await LookAsync(connection, stoppingToken);
            }

            await Task.WhenAny(running, _something.WaitAsync(UntilHint(), stoppingToken));
        }

        await running;
        await Task.WhenAll(subscribing);
    }

    /// <summary>Says where the updates stand, unless that was said on this connection.</summary>
    private async Task SayAsync(long connection, CancellationToken cancellation)
    {
        UpdaterStatus status = agent.Status();
        var notice = new UpdateNotice(
            UpdateNotice.CurrentSchemaVersion,
            DateTimeOffset.UnixEpoch,
            topics.Device.Kind,
            version.ToString(),
            status.ClockSure,
            status.LastCheckAt,
            status.CheckProblem,
            [.. status.Updates.GroupBy(update => update.Model, StringComparer.Ordinal).Select(updates => updates.MaxBy(update => update.Id)!).OrderBy(update => update.Model, StringComparer.Ordinal)],
            status.Suspended);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(notice, EdgeJson.Default.UpdateNotice);
        if (_saidOnConnection == connection && content.AsSpan().SequenceEqual(_said))
        {
            return;
        }

        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(notice with { At = time.GetUtcNow() }, EdgeJson.Default.UpdateNotice);
        MqttReasonCode answer = await link.PublishAsync(new MqttMessage(topics.UpdateStatus, payload, Retain: true), cancellation);
        if (answer >= MqttReasonCode.UnspecifiedError)
        {
            LogRefused((int)answer, answer);
        }

        (_said, _saidOnConnection) = (content, connection);
    }

    /// <summary>Looks for releases when a hint is worth it, and on a new connection where the last look failed.</summary>
    private async Task LookAsync(long connection, CancellationToken cancellation)
    {
        bool again = _lookedOnConnection != connection && agent.Status() is { CheckProblem: not null } or { LastCheckAt: null };
        _lookedOnConnection = connection;
        Hint[] due = [.. new[] { _notify, _suspend }.Where(static hint => hint.Wait <= TimeSpan.Zero)];
        if (due.Length > 0 || again)
        {
            Array.ForEach(due, static hint => hint.Heed());
            await agent.HeedHintAsync(cancellation);
            Raise();
        }
    }

    /// <summary>Time until a hint is worth a look, or until it is time to look whether there is something.</summary>
    private TimeSpan UntilHint()
    {
        TimeSpan first = new[] { _notify.Wait, _suspend.Wait, LongestLook }.Min() ?? LongestLook;
        return first > TimeSpan.Zero && link.Status.State == MqttLinkState.Connected ? first : LongestLook;
    }

    private void Notified(MqttMessage message)
    {
        try
        {
            UpdateNotify? notify = message.Payload.Length is > 0 and <= HintSizeMaxBytes ? JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.UpdateNotify) : null;
            turns.Set((notify?.Releases ?? []).OfType<NotifiedRelease>());
            Volatile.Write(ref _turnsSaid, 1);
        }
        catch (JsonException)
        {
            // It is a hint all the same.
        }

        Take(_notify, message);
    }

    private void Take(Hint hint, MqttMessage message)
    {
        hint.Take(message.Payload.Span);
        Raise();
    }

    private void NoteLink(object? sender, EventArgs nothing)
    {
        MqttLinkStatus status = link.Status;
        if (status.State == MqttLinkState.Connected)
        {
            _lastReason = null;
            LogConnected(status.Connects);
        }
        else if (status is { State: MqttLinkState.Waiting, Reason: { } reason } && reason != _lastReason)
        {
            _lastReason = reason;
            LogLost(reason);
        }

        Raise();
    }

    private void Raise()
    {
        try
        {
            _something.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look.
        }
    }

    [LoggerMessage(6010, LogLevel.Information, "Connected to the broker (connection {Number})")]
    private partial void LogConnected(long number);

    [LoggerMessage(6011, LogLevel.Warning, "Not connected to the broker: {Reason}. Trying again by itself.")]
    private partial void LogLost(string reason);

    [LoggerMessage(6012, LogLevel.Warning, "The broker refused the status of updates with 0x{Code:X2} {Reason}. Check its access rules.")]
    private partial void LogRefused(int code, MqttReasonCode reason);

    [LoggerMessage(6013, LogLevel.Error, "The link to the broker cannot be used: {Reason}. Other sources go on.")]
    private partial void LogUnusable(string reason);

    [LoggerMessage(6014, LogLevel.Warning, "The broker cannot be reached: {Trouble}")]
    private partial void LogNoFile(string trouble);
}
