using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>The broker of central operations. The runtime and the update agent each keep a connection to it, under client ids of their own.</summary>
/// <param name="Host">Name or address; with TLS, what the broker's certificate must be for.</param>
/// <param name="Port">TCP port, 8883 by custom with TLS and 1883 without.</param>
/// <param name="Tls">How to reach it over TLS; null, or left out: in clear.</param>
/// <param name="LoginFile">
/// File with a user name on its first line and a password on its second, relative to the configuration file; null, or left out: the certificate is enough.
/// </param>
/// <param name="KeepAliveSeconds">Longest silence before the broker is asked whether it is there, in seconds; null, or left out: 30.</param>
/// <param name="SessionExpiryDays">How long the broker keeps what arrives while the device is away, in days; null, or left out: 30.</param>
/// <param name="Acknowledge">
/// False: results and audit entries count as delivered once the broker has taken them; null, left out, or true: they stay until central operations acknowledge them on
/// the <c>ack</c> topic, because a broker that is killed loses what it has taken.
/// </param>
/// <param name="MetricsSeconds">Time between two snapshots of metrics, in seconds; null, or left out: 60.</param>
/// <param name="QuotaMiB">Space that waiting metrics may take, in MiB, before the oldest are dropped; null, or left out: 64.</param>
public sealed record MqttConfig(
    string Host,
    int Port,
    MqttTlsConfig? Tls = null,
    string? LoginFile = null,
    int? KeepAliveSeconds = null,
    double? SessionExpiryDays = null,
    bool? Acknowledge = null,
    double? MetricsSeconds = null,
    int? QuotaMiB = null)
{
    private const int DefaultKeepAliveSeconds = 30;
    private const double DefaultSessionExpiryDays = 30;
    private const double DefaultMetricsSeconds = 60;
    private const int DefaultQuotaMiB = 64;
    private const long BytesPerMiB = 1024 * 1024;

    /// <summary>Longest silence, in whole seconds.</summary>
    [JsonIgnore]
    public TimeSpan KeepAlive => TimeSpan.FromSeconds(KeepAliveSeconds ?? DefaultKeepAliveSeconds);

    /// <summary>How long the broker keeps the session, in whole seconds.</summary>
    [JsonIgnore]
    public TimeSpan SessionExpiry => TimeSpan.FromSeconds(Math.Round(TimeSpan.FromDays(SessionExpiryDays ?? DefaultSessionExpiryDays).TotalSeconds));

    /// <summary>Results and audit entries stay until central operations acknowledge them.</summary>
    [JsonIgnore]
    public bool IsAcknowledged => Acknowledge ?? true;

    /// <summary>Time between two snapshots of metrics.</summary>
    [JsonIgnore]
    public TimeSpan MetricsEvery => TimeSpan.FromSeconds(MetricsSeconds ?? DefaultMetricsSeconds);

    /// <summary>Space that waiting metrics may take, in bytes.</summary>
    [JsonIgnore]
    public long QuotaBytes => (QuotaMiB ?? DefaultQuotaMiB) * BytesPerMiB;

    /// <summary>Client id of one of a device's services, unique at the broker: two clients of one id throw each other out.</summary>
    /// <param name="device">The device.</param>
    /// <param name="service"><c>runtime</c> or <c>updater</c>.</param>
    public static string ClientId(DeviceIdentity device, string service)
    {
        ArgumentNullException.ThrowIfNull(device);
        return $"edge-{device.Site}-{device.Id}-{service}";
    }

    /// <summary>The same with absolute paths.</summary>
    internal MqttConfig Absolute(string directory) => this with
    {
        Tls = Tls?.Absolute(directory),
        LoginFile = LoginFile is { } file ? Path.GetFullPath(file, directory) : null,
    };
}

/// <summary>How to reach the broker over TLS 1.2 or 1.3. Paths are relative to the configuration file; the files are PEM and are read at each connection.</summary>
/// <param name="Ca">Certificates of the authorities that the broker's certificate must lead to.</param>
/// <param name="Certificate">Certificate that we show, and its intermediate certificates; null: none.</param>
/// <param name="Key">Its private key, unencrypted; null exactly where <paramref name="Certificate"/> is.</param>
/// <param name="Enrolment">
/// Address of the server that issued the certificate and renews it, https://HOST[:PORT] (EST, RFC 7030), whose own certificate leads to <paramref name="Ca"/>; null, or left out: it is not renewed by itself.
/// </param>
public sealed record MqttTlsConfig(string Ca, string? Certificate, string? Key, string? Enrolment = null)
{
    /// <summary>The same with absolute paths.</summary>
    internal MqttTlsConfig Absolute(string directory) => new(
        Path.GetFullPath(Ca, directory),
        Certificate is { } certificate ? Path.GetFullPath(certificate, directory) : null,
        Key is { } key ? Path.GetFullPath(key, directory) : null,
        Enrolment);
}
