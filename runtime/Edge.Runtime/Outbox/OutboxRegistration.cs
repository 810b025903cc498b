namespace Edge.Runtime.Outbox;

/// <summary>Puts the outbox into the host.</summary>
internal static class OutboxRegistration
{
    /// <summary>Needs the running configuration, the store, the signals, the fault board and a clock; storage commitment and results.</summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services) => services
        .AddSingleton<OutboxTable>()
        .AddSingleton<StreamTable>()
        .AddSingleton<StreamEpoch>()
        .AddSingleton<PacsTable>()
        .AddSingleton<PacsPeers>()
        .AddSingleton<PacsCommitments>()
        .AddSingleton<PacsSending>()
        .AddSingleton<PacsFaults>()
        .AddHostedService<PacsDelivery>();
}
