namespace Edge.Runtime.Outbox;

/// <summary>Where rows go.</summary>
internal static class OutboxDestination
{
    /// <summary>Central operations' <c>results</c> topic.</summary>
    public const string MqttResults = "mqtt:results";

    /// <summary>Central operations' <c>audit</c> topic.</summary>
    public const string MqttAudit = "mqtt:audit";

    /// <summary>Central operations' <c>events</c> topic.</summary>
    public const string MqttEvents = "mqtt:events";

    /// <summary>Central operations' <c>metrics</c> topic.</summary>
    public const string MqttMetrics = "mqtt:metrics";

    /// <summary>Destinations of what the appliance says of itself: many, small, and not for an operator's list.</summary>
    public static readonly string[] Telemetry = [MqttAudit, MqttEvents, MqttMetrics];

    private const string PacsPrefix = "pacs:";

    /// <summary>An archive, by its name in the configuration.</summary>
    public static string Pacs(string name) => PacsPrefix + name;
}
