namespace Edge.Mqtt;

/// <summary>A message on its way, from the caller that awaits it to the broker's PUBACK.</summary>
internal sealed class PendingPublish(MqttMessage message)
{
    private readonly TaskCompletionSource<MqttReasonCode> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is sent.</summary>
    public MqttMessage Message { get; } = message;

    /// <summary>Completes with the broker's answer.</summary>
    public Task<MqttReasonCode> Answered => _answered.Task;

    /// <summary>The broker, or the library in its place, has answered.</summary>
    public void Answer(MqttReasonCode reason) => _answered.TrySetResult(reason);

    /// <summary>The caller no longer waits; a message that was not handed over yet is not sent.</summary>
    public void Withdraw(CancellationToken cancellationToken) => _answered.TrySetCanceled(cancellationToken);

    /// <summary>The link ended first.</summary>
    public void Abandon() => _answered.TrySetException(LinkEnded());

    /// <summary>What a caller is told whose message the link can no longer deliver.</summary>
    public static MqttException LinkEnded() =>
        new("The MQTT link was stopped before the broker acknowledged the message. It may have arrived: send it again when the link runs again.");
}
