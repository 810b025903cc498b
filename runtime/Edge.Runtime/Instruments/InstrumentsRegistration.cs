using Edge.Contracts;
using Edge.Runtime.Instruments.OpenTelemetry;

namespace Edge.Runtime.Instruments;

/// <summary>Puts the metrics into the host.</summary>
internal static class InstrumentsRegistration
{
    /// <summary>Needs nothing. It listens from the first use on, so that it is to be asked for before the first measurement.</summary>
    public static IServiceCollection AddInstruments(this IServiceCollection services, DeviceConfig config)
    {
        services.AddSingleton<MetricsListener>();
        services.AddSingleton<MetricsText>();
        return config.Metrics?.Otlp is { } otlp ? services.AddHostedService(_ => new OtlpExport(config, otlp)) : services;
    }
}
