namespace Edge.Mqtt;

/// <summary>The properties of a message that Edge uses (MQTT 5 §3.3.2.3).</summary>
public sealed record MqttProperties
{
    /// <summary>Where an answer is expected; null: none is (§3.3.2.3.5).</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>By which the one who asked knows the answer; empty: none (§3.3.2.3.6).</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>
    /// How long the broker keeps the message for a receiver that is away, in whole seconds from 1; null: without end (§3.3.2.3.3). Received: what is
    /// left of it.
    /// </summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>User properties in their order; a name may come twice (§3.3.2.3.7).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> User { get; init; } = [];

    /// <summary>The first user property of a name; null: there is none.</summary>
    public string? Find(string name)
    {
        foreach (KeyValuePair<string, string> property in User)
        {
            if (property.Key == name)
            {
                return property.Value;
            }
        }

        return null;
    }
}
