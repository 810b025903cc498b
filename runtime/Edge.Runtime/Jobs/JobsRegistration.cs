using Edge.Contracts;
using Edge.Runtime.Engines;
using Edge.Runtime.Faults;
using Edge.Runtime.Results;

namespace Edge.Runtime.Jobs;

/// <summary>Puts jobs, with the results they commit, into the host.</summary>
internal static class JobsRegistration
{
    /// <summary>
    /// Needs <see cref="DeviceConfig"/>, <see cref="DataDirectory"/>, routing, the store, the model store, the signals, the fault board and a
    /// clock. Its first worker puts in order what a crash left, before the others start.
    /// </summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, RuntimeIdentity identity) => services
        .AddResults()
        .AddEngines()
        .AddSingleton(identity)
        .AddSingleton(provider => InferenceProgram.Resolve(provider.GetRequiredService<DeviceConfig>().Inference))
        .AddSingleton<UnitRows>()
        .AddSingleton<QueuedReleases>()
        .AddSingleton<JobLeases>()
        .AddSingleton<JobQueries>()
        .AddSingleton<JobMessageMaker>()
        .AddSingleton<JobRun>()
        .AddSingleton<ScratchReserve>()
        .AddSingleton<ScratchSweep>()
        .AddSingleton<StderrLines>()
        .AddSingleton<InferenceStarter>()
        .AddSingleton<Quarantine>()
        .AddSingleton<JobRetry>()
        .AddSingleton<RunningJob>()
        .AddSingleton<JobCancel>()
        .AddSingleton<ModelWatch>()
        .AddSingleton<ModelQualifier>()
        .AddSingleton<ReplayTurn>()
        .AddSingleton<RepeatedJob>()
        .AddSingleton<ResultReplay>()
        .AddSingleton<StuckStudies>()
        .AddSingleton(provider => new FaultReview("studies that do not get on", StuckStudies.Pace, provider.GetRequiredService<StuckStudies>().Look))
        .AddHostedService<JobRecovery>()
        .AddHostedService<UnitPlanner>()
        .AddHostedService<EngineWorker>()
        .AddHostedService<JobDispatcher>();
}
