namespace Edge.Contracts;

/// <summary>The MQTT topics of one appliance: <c>edge/v1/{site}/{device}/…</c>. They hold no patient data.</summary>
/// <param name="Device">Whose; its site and id are made of characters that a topic level may hold.</param>
public sealed record DeviceTopics(DeviceIdentity Device)
{
    /// <summary>Whether the appliance is there: <see cref="DeviceState"/>, retained; also its will.</summary>
    public string State => Of("state");

    /// <summary>What the appliance is made of: <see cref="DeviceBirth"/>, retained.</summary>
    public string Birth => Of("birth");

    /// <summary>What was found: one <see cref="ResultNotice"/> each, in the order of their commit.</summary>
    public string Results => Of("results");

    private string Of(string name) => $"edge/v1/{Device.Site}/{Device.Id}/{name}";
}
