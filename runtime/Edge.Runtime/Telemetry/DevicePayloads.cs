using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Releases;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Telemetry;

/// <summary>What the appliance says of itself over MQTT.</summary>
/// <param name="device">Who it is.</param>
/// <param name="runtimeVersion">Version of this program.</param>
/// <param name="config">The configuration, for its digest.</param>
/// <param name="startedAt">When this program started.</param>
internal sealed class DevicePayloads(DeviceIdentity device, string runtimeVersion, RunningConfig config, DateTimeOffset startedAt)
{
    private readonly DeviceTopics _topics = new(device);

    /// <summary>SHA-256 of the configuration that runs, hexadecimal.</summary>
    public string ConfigDigest => config.Digest;

    /// <summary>Which start of the runtime this is: 32 hexadecimal digits.</summary>
    public string BootId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The <c>state</c> message.</summary>
    /// <param name="presence">Whether it is there.</param>
    /// <param name="at">When it says so; null where the broker says it in its place.</param>
    /// <param name="health">How it is; null where it does not say.</param>
    public MqttMessage State(DevicePresence presence, DateTimeOffset? at, DeviceHealth? health = null) => new(
        _topics.State,
        JsonSerializer.SerializeToUtf8Bytes(new DeviceState(DeviceState.CurrentSchemaVersion, presence, BootId, at, health), EdgeJson.Default.DeviceState),
        Retain: true);

    /// <summary>The <c>birth</c> message.</summary>
    /// <param name="models">What lies in the model store.</param>
    public MqttMessage Birth(IEnumerable<ModelState> models)
    {
        var birth = new DeviceBirth(
            DeviceBirth.CurrentSchemaVersion,
            BootId,
            startedAt,
            device.Kind,
            runtimeVersion,
            ConfigDigest,
            [.. models.Select(model => new BirthModel(model.Name, model.Version, model.Release?.Digest))]);
        return new MqttMessage(_topics.Birth, JsonSerializer.SerializeToUtf8Bytes(birth, EdgeJson.Default.DeviceBirth), Retain: true);
    }
}
