namespace Edge.Runtime.Commitment;

/// <summary>Puts storage commitment into the host.</summary>
internal static class CommitmentRegistration
{
    /// <summary>Needs the configuration, the store, the fault board and a clock; gives the front door its desk.</summary>
    public static IServiceCollection AddCommitment(this IServiceCollection services) => services
        .AddSingleton<CommitmentSignals>()
        .AddSingleton<CommitmentTable>()
        .AddSingleton<ReportTable>()
        .AddSingleton<CommitmentFaults>()
        .AddSingleton<ArchiveReports>()
        .AddSingleton<LiveRequesters>()
        .AddSingleton<StorageCommitments>()
        .AddSingleton<CommitmentScp>()
        .AddSingleton(provider => provider.GetRequiredService<CommitmentScp>().Desk())
        .AddHostedService<CommitmentScu>()
        .AddHostedService<CommitmentReporter>();
}
