namespace Edge.Runtime.Outbox;

/// <summary>Where rows go.</summary>
internal static class OutboxDestination
{
    /// <summary>Central operations' <c>results</c> topic.</summary>
    public const string MqttResults = "mqtt:results";

    private const string PacsPrefix = "pacs:";

    /// <summary>An archive, by its name in the configuration.</summary>
    public static string Pacs(string name) => PacsPrefix + name;
}
