namespace Edge.Runtime.Inbox;

/// <summary>Puts the inbox into the host.</summary>
internal static class InboxRegistration
{
    /// <summary>Needs the configuration, the data directory, the store, the signals, the fault board and a clock.</summary>
    public static IServiceCollection AddInbox(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<Edge.Contracts.DeviceConfig>().Inbox)
        .AddSingleton<DiskSpace>()
        .AddSingleton<InboxBuckets>()
        .AddSingleton<InboxIndex>()
        .AddSingleton<LostFiles>()
        .AddSingleton<InboxRecovery>()
        .AddSingleton<ObjectInbox>()
        .AddHostedService<DiskWatch>()
        .AddSingleton<StorageScp>();

    /// <summary>Opens the front door. Add it last: workers start in the order they were added, and objects come in only when all else is ready.</summary>
    public static IServiceCollection AddFrontDoor(this IServiceCollection services) =>
        services.AddHostedService(provider => provider.GetRequiredService<StorageScp>());
}
