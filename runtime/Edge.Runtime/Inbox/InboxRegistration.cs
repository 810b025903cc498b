namespace Edge.Runtime.Inbox;

/// <summary>Puts the inbox into the host.</summary>
internal static class InboxRegistration
{
    /// <summary>Needs the configuration, the data directory, the store, the signals, the fault board and a clock.</summary>
    public static IServiceCollection AddInbox(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<Edge.Contracts.DeviceConfig>().Inbox)
        .AddSingleton<DiskSpace>()
        .AddSingleton<DiskProbe>()
        .AddSingleton<InboxBuckets>()
        .AddSingleton<InboxIndex>()
        .AddSingleton<IndexQueue>()
        .AddSingleton<LostFiles>()
        .AddSingleton<InboxRecovery>()
        .AddSingleton<RemovedSeries>()
        .AddSingleton<Retention>()
        .AddSingleton<InboxVerifier>()
        .AddSingleton<InboxConflicts>()
        .AddSingleton<InboxChoice>()
        .AddSingleton<ObjectInbox>()
        .AddSingleton<InstanceFlags>()
        .AddSingleton<SenderReleases>()
        .AddHostedService<IndexWriter>()
        .AddHostedService<DiskWatch>()
        .AddHostedService<DigestRecorder>()
        .AddHostedService<RetentionWorker>();
}
