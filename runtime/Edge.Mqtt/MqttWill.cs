namespace Edge.Mqtt;

/// <summary>What the broker publishes, with QoS 1, when this client is gone without having said goodbye (MQTT 5 §3.1.2.5).</summary>
/// <param name="Message">The message.</param>
/// <param name="Delay">
/// How long the broker waits for the client to come back first, in whole seconds from 0 to 4,294,967,295 s; never longer than the session
/// lives (MQTT 5 §3.1.3.2.2).
/// </param>
public sealed record MqttWill(MqttMessage Message, TimeSpan Delay);
