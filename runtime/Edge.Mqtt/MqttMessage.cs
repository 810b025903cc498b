namespace Edge.Mqtt;

/// <summary>An application message. Everything is sent with QoS 1: at least once, so that a receiver must bear repetition.</summary>
/// <param name="Topic">Topic name: 1 to 65535 bytes of UTF-8 without <c>+</c>, <c>#</c> and U+0000 (MQTT 5 §4.7).</param>
/// <param name="Payload">Content; at most what the broker takes (its Maximum Packet Size), and never above 268,435,455 bytes.</param>
/// <param name="Retain">
/// Sent: the broker keeps it as the topic's last value. Received: it is such a kept value, sent because of the subscription (MQTT 5 §3.3.1.3).
/// </param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retain)
{
    /// <summary>Its properties; null: none that Edge uses.</summary>
    public MqttProperties? Properties { get; init; }
}
