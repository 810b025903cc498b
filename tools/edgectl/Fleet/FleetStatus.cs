using System.Collections.Concurrent;
using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet;

/// <summary>Where the updates of every device stand, as each says itself on <c>update/status</c>; the broker keeps what they said last.</summary>
internal sealed class FleetStatus
{
    private const string Filter = "edge/v1/+/+/update/status";
    private const int NoticeSizeMaxBytes = 1024 * 1024;
    private const int SiteLevel = 2;
    private const int DeviceLevel = 3;

    private readonly ConcurrentDictionary<FleetDevice, UpdateNotice> _notices = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a device has said something new since this was read.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>What each device said last.</summary>
    public IReadOnlyDictionary<FleetDevice, UpdateNotice> Notices => _notices;

    /// <summary>Connects, and hears for a while which devices there are.</summary>
    /// <exception cref="ApplianceException">The broker refuses, or there is no device.</exception>
    public async Task HearAsync(BrokerSession session, TimeSpan time, CancellationToken cancellation)
    {
        Task<MqttReasonCode> subscribed = session.Link.SubscribeAsync(Filter, Note, cancellation);
        await session.ConnectAsync(cancellation);
        MqttReasonCode granted = await subscribed;
        if (granted >= MqttReasonCode.UnspecifiedError)
        {
            throw new ApplianceException($"The broker refuses the subscription to devices' status with 0x{(int)granted:X2} {granted}. Check its access rules.");
        }

        // What is retained has no end that would be announced.
        await Task.Delay(time, cancellation);
        if (_notices.IsEmpty)
        {
            throw new ApplianceException($"No device has said in {time.TotalSeconds:0.#} s where its updates stand. Are their update agents connected to this broker?");
        }
    }

    private void Note(MqttMessage message)
    {
        string[] levels = message.Topic.Split('/');
        try
        {
            // A list in JSON may hold nothing where an entry belongs.
            if (message.Payload.Length is > 0 and <= NoticeSizeMaxBytes && JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.UpdateNotice) is { } notice
                && notice.Updates.All(static update => update is not null) && notice.Suspended.All(static release => release is not null))
            {
                _notices[new FleetDevice(levels[SiteLevel], levels[DeviceLevel])] = notice;
                Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
        catch (JsonException)
        {
            // A device that speaks another version takes no part.
        }
    }
}
