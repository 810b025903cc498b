namespace Edge.Mqtt;

/// <summary>User name and password of the CONNECT packet (MQTT 5 §3.1.3.5). They are readable on the wire unless TLS is used.</summary>
/// <param name="UserName">User name.</param>
/// <param name="Password">Password; null: none is sent.</param>
public sealed record MqttCredentials(string UserName, string? Password)
{
    /// <summary>The user name only: a password must not reach a log.</summary>
    public override string ToString() => $"MqttCredentials {{ UserName = {UserName} }}";
}
