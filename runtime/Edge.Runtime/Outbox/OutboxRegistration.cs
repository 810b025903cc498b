using Edge.Contracts;

namespace Edge.Runtime.Outbox;

/// <summary>Puts the outbox into the host.</summary>
internal static class OutboxRegistration
{
    /// <summary>Needs the store, the signals, the fault board and a clock; and the MQTT link where a broker is configured.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services, DeviceConfig config)
    {
        services.AddSingleton<OutboxTable>();
        return config.Mqtt is null ? services : services.AddHostedService<ResultsDelivery>();
    }
}
