using System.Collections.Concurrent;
using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet;

/// <summary>
/// Whose turn it is, on <c>update/notify</c> of every device, where the broker keeps it. There is one message for all releases of a device, so that who gives a turn or takes it
/// back says the others' turns again.
/// </summary>
internal sealed class RolloutNotices(BrokerSession session, TimeProvider time)
{
    private const string Filter = "edge/v1/+/+/update/notify";
    private const int NoticeSizeMaxBytes = 64 * 1024;

    private readonly ConcurrentDictionary<string, IReadOnlyList<NotifiedRelease>> _turns = new(StringComparer.Ordinal);

    /// <summary>Hears what the broker keeps. Call it before the session connects: what is retained comes with the answer.</summary>
    /// <exception cref="ApplianceException">The broker refuses.</exception>
    public async Task HearAsync(CancellationToken cancellation)
    {
        MqttReasonCode granted = await session.Link.SubscribeAsync(Filter, Note, cancellation);
        if (granted >= MqttReasonCode.UnspecifiedError)
        {
            throw new ApplianceException($"The broker refuses the subscription to rollouts under way with 0x{(int)granted:X2} {granted}. Check its access rules.");
        }
    }

    /// <summary>It is a release's turn on a device. Turns of other models stay.</summary>
    public Task GiveAsync(string topic, NotifiedRelease release, CancellationToken cancellation) =>
        SendAsync(topic, [.. Of(topic).Where(other => other.Model != release.Model), release], cancellation);

    /// <summary>It is its turn no more.</summary>
    public Task TakeBackAsync(string topic, NotifiedRelease release, CancellationToken cancellation) =>
        SendAsync(topic, [.. Of(topic).Where(other => other != release)], cancellation);

    private IReadOnlyList<NotifiedRelease> Of(string topic) => _turns.GetValueOrDefault(topic, []);

    private async Task SendAsync(string topic, IReadOnlyList<NotifiedRelease> releases, CancellationToken cancellation)
    {
        _turns[topic] = releases;
        byte[] notify = JsonSerializer.SerializeToUtf8Bytes(new UpdateNotify(UpdateNotify.CurrentSchemaVersion, time.GetUtcNow(), releases), EdgeJson.Default.UpdateNotify);
        await session.SendAsync(new MqttMessage(topic, notify, Retain: true), cancellation);
    }

    private void Note(MqttMessage message)
    {
        try
        {
            if (message.Payload.Length is > 0 and <= NoticeSizeMaxBytes && JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.UpdateNotify) is { } notify)
            {
                _turns[message.Topic] = [.. notify.Releases.OfType<NotifiedRelease>()];
            }
        }
        catch (JsonException)
        {
            // What nobody can read is nobody's turn.
        }
    }
}
