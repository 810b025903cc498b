using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Edge.Runtime.Telemetry;

/// <summary>Puts the link to central operations into the host.</summary>
internal static class TelemetryRegistration
{
    /// <summary>Needs the running configuration, the outbox, the fault board and a clock. Without a configured broker nothing runs.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="config">The configuration at the start.</param>
    /// <param name="runtimeVersion">Version of this program.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, DeviceConfig config, string runtimeVersion)
    {
        services.TryAddSingleton(_ => new ModelStore(config.Models.Directory));
        return services
            .AddSingleton(provider => new DevicePayloads(
                config.Device, runtimeVersion, provider.GetRequiredService<RunningConfig>(), provider.GetRequiredService<TimeProvider>().GetUtcNow()))
            .AddSingleton<DeviceHealthReader>()
            .AddSingleton<BrokerServices>()
            .AddHostedService(provider => provider.GetRequiredService<BrokerServices>());
    }
}
