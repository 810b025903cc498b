using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Updater.Broker;

/// <summary>How the updater reaches the broker: like the runtime, under a name of its own.</summary>
internal static class UpdaterLinkSettings
{
    /// <summary>What is said down is retained, so that the session need not outlive more than a short outage.</summary>
    private static readonly TimeSpan SessionExpiry = TimeSpan.FromHours(1);

    private const string Service = "updater";

    /// <summary>The options of the link.</summary>
    public static MqttLinkOptions Of(MqttConfig mqtt, DeviceIdentity device) => new()
    {
        Host = mqtt.Host,
        Port = mqtt.Port,
        ClientId = MqttConfig.ClientId(device, Service),
        SessionExpiry = SessionExpiry,
        KeepAlive = mqtt.KeepAlive,
        CredentialsFile = mqtt.LoginFile,
        Tls = mqtt.Tls is { } tls ? new MqttTls(tls.Ca, tls.Certificate, tls.Key) : null,
    };
}
