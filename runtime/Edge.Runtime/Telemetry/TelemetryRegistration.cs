using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Releases;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Runtime.Telemetry;

/// <summary>Puts the link to central operations into the host.</summary>
internal static class TelemetryRegistration
{
    /// <summary>Needs the fault board and a clock. Without a configured broker nothing is added and nothing runs.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="runtimeVersion">Version of this program.</param>
    /// <param name="configDigest">SHA-256 of the effective configuration, hexadecimal.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, DeviceConfig config, string runtimeVersion, string configDigest)
    {
        if (config.Mqtt is not { } broker)
        {
            return services;
        }

        services.TryAddSingleton(_ => new ModelStore(config.Models.Directory));
        return services
            .AddSingleton(provider => new DevicePayloads(
                config.Device, runtimeVersion, configDigest, provider.GetRequiredService<TimeProvider>().GetUtcNow()))
            .AddSingleton(provider => new MqttLink(LinkSettings.From(
                broker, config.Device, provider.GetRequiredService<DevicePayloads>().State(DevicePresence.Lost, at: null))))
            .AddSingleton<DeviceHealthReader>()
            .AddHostedService<BrokerLink>()
            .AddHostedService<EventsFeed>()
            .AddHostedService<AuditFeed>()
            .AddHostedService<MetricsFeed>();
    }
}
