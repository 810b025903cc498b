using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>Where metrics go besides the page's <c>/metrics</c> and the broker.</summary>
/// <param name="Otlp">A collector of OpenTelemetry; null: none.</param>
public sealed record MetricsConfig(OtlpConfig? Otlp);

/// <summary>A collector of OpenTelemetry that metrics are sent to by OTLP over HTTP (protobuf).</summary>
/// <param name="Endpoint">Address with its path, for example <c>https://otel.example:4318/v1/metrics</c>; <c>http://</c> on loopback alone.</param>
/// <param name="Seconds">Time between two exports, in seconds; null: 60.</param>
public sealed record OtlpConfig(string Endpoint, double? Seconds)
{
    private const double DefaultSeconds = 60;

    /// <summary>Time between two exports.</summary>
    [JsonIgnore]
    public TimeSpan Every => TimeSpan.FromSeconds(Seconds ?? DefaultSeconds);
}
