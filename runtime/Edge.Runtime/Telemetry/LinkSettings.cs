using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Runtime.Telemetry;

/// <summary>How the runtime reaches central operations. The one place where the configuration becomes settings of the link.</summary>
internal static class LinkSettings
{
    /// <summary>How long the broker waits for the appliance to come back before it tells that it is lost.</summary>
    public static readonly TimeSpan WillDelay = TimeSpan.FromSeconds(30);

    private const string Service = "runtime";

    /// <summary>The settings. The updater is another client of the same broker and has another id.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="device">Who this appliance is.</param>
    /// <param name="will">What the broker publishes when the appliance is lost.</param>
    public static MqttLinkOptions From(MqttConfig broker, DeviceIdentity device, MqttMessage will) => new()
    {
        Host = broker.Host,
        Port = broker.Port,
        ClientId = MqttConfig.ClientId(device, Service),
        SessionExpiry = broker.SessionExpiry,
        KeepAlive = broker.KeepAlive,
        CredentialsFile = broker.LoginFile,
        Tls = broker.Tls is { } tls ? new MqttTls(tls.Ca, tls.Certificate, tls.Key) : null,
        Will = new MqttWill(will, WillDelay),
    };
}
