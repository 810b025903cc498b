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

    /// <summary>Snapshots of metrics.</summary>
    public string Metrics => Of("metrics");

    /// <summary>Faults raised and cleared.</summary>
    public string Events => Of("events");

    /// <summary>Entries of the audit log.</summary>
    public string Audit => Of("audit");

    /// <summary>What central operations have for good, down, retained.</summary>
    public string Ack => Of("ack");

    /// <summary>Where its updates stand: <see cref="UpdateNotice"/>, retained.</summary>
    public string UpdateStatus => Of("update/status");

    /// <summary>Down: <see cref="Contracts.UpdateNotify"/>, retained.</summary>
    public string UpdateNotify => Of("update/notify");

    /// <summary>What the device asks of a release: <see cref="BlockRequest"/>.</summary>
    public string UpdateRequest => Of("update/request");

    /// <summary>Down: the bytes of a block of a release, with the properties of <see cref="BlockAnswer"/>.</summary>
    public string UpdateBlock => Of("update/block");

    /// <summary>Down: <see cref="SuspendedReleases"/>, retained, a copy of what the signers say.</summary>
    public string Suspend => Of("suspend");

    /// <summary>Signed commands, down.</summary>
    public string Command => Of("command");

    /// <summary>What came of a command.</summary>
    public string CommandAck => Of("command/ack");

    private string Of(string name) => $"edge/v1/{Device.Site}/{Device.Id}/{name}";
}
