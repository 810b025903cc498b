using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Results;

/// <summary>Puts results into the host.</summary>
internal static class ResultsRegistration
{
    /// <summary>Needs <see cref="DeviceConfig"/>, <see cref="DataDirectory"/>, the store, the site key, the signals and a clock.</summary>
    public static IServiceCollection AddResults(this IServiceCollection services) => services
        .AddSingleton<ResultFiles>()
        .AddSingleton<OutboxRows>()
        .AddSingleton<ResultCommit>()
        .AddSingleton<ResultAdoption>()
        .AddSingleton<RemovedResults>()
        .AddSingleton<ResultRetention>()
        .AddSingleton<ResultQueries>()
        .AddSingleton<NotApplicableShare>()
        .AddSingleton(provider => new FaultReview("how often models are not applicable", NotApplicableShare.Pace, provider.GetRequiredService<NotApplicableShare>().Look))
        .AddSingleton<OutputDistributions>()
        .AddSingleton<ServingRecords>();

    /// <summary>Removes results that are due. Needs the free space of the inbox's disk too.</summary>
    public static IServiceCollection AddResultRetention(this IServiceCollection services) => services.AddHostedService<ResultRetentionWorker>();
}
