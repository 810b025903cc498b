namespace Edge.Runtime.Outbox;

/// <summary>Where rows go.</summary>
internal static class OutboxDestination
{
    /// <summary>Central operations' <c>results</c> topic.</summary>
    public const string MqttResults = "mqtt:results";
}
