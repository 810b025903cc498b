namespace Edge.Mqtt;

/// <summary>Where a link stands.</summary>
public enum MqttLinkState
{
    /// <summary>Not started, or stopped.</summary>
    Stopped,

    /// <summary>On its way: connecting, handshaking, or waiting for the broker's CONNACK.</summary>
    Connecting,

    /// <summary>Accepted by the broker.</summary>
    Connected,

    /// <summary>Not connected; the next attempt comes by itself.</summary>
    Waiting,
}

/// <summary>Where a link stands, and why.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">In words why it is not connected; null while connected, and before the first attempt.</param>
/// <param name="Refusal">What the broker said when it refused or closed the connection; null when it said nothing.</param>
/// <param name="Connects">How often the broker has accepted the link since it was started.</param>
/// <param name="SessionPresent">True when the broker still had the session, with its subscriptions and waiting messages (MQTT 5 §3.2.2.1.1).</param>
public sealed record MqttLinkStatus(MqttLinkState State, string? Reason, MqttReasonCode? Refusal, long Connects, bool SessionPresent)
{
    internal static readonly MqttLinkStatus Initial = new(MqttLinkState.Stopped, null, null, 0, SessionPresent: false);
}
