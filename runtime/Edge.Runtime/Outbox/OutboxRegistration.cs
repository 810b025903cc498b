using Edge.Contracts;

namespace Edge.Runtime.Outbox;

/// <summary>Puts the outbox into the host.</summary>
internal static class OutboxRegistration
{
    /// <summary>Needs the store, the signals, the fault board and a clock; the MQTT link where a broker is configured, storage commitment and results where an archive is.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services, DeviceConfig config)
    {
        services.AddSingleton<OutboxTable>().AddSingleton<StreamTable>().AddSingleton<PacsTable>().AddSingleton<PacsPeers>();
        if (config.Mqtt is not null)
        {
            services.AddSingleton<StreamEpoch>().AddHostedService<StreamsDelivery>();
        }

        return config.Pacs.Count == 0
            ? services
            : services
                .AddSingleton<PacsCommitments>()
                .AddSingleton<PacsSending>()
                .AddSingleton<PacsFaults>()
                .AddHostedService<PacsDelivery>();
    }
}
