namespace Edge.Mqtt;

/// <summary>A filter and who receives what matches it. It is asked for on every connection.</summary>
internal sealed class MqttSubscription(string filter, Action<MqttMessage> receive)
{
    private readonly TaskCompletionSource<MqttReasonCode> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Topic filter.</summary>
    public string Filter { get; } = filter;

    /// <summary>Receives each message, on the link's thread.</summary>
    public Action<MqttMessage> Receive { get; } = receive;

    /// <summary>Number of the connection it was last asked for on; 0 before the first. Used by the link's thread only.</summary>
    public long AskedOnConnection { get; set; }

    /// <summary>Completes with the broker's first answer.</summary>
    public Task<MqttReasonCode> Answered => _answered.Task;

    /// <summary>The broker has answered; its first answer counts.</summary>
    public void Answer(MqttReasonCode reason) => _answered.TrySetResult(reason);

    /// <summary>The link ended first.</summary>
    public void Abandon() => _answered.TrySetException(new MqttException("The MQTT link was stopped before the broker answered the subscription."));
}
