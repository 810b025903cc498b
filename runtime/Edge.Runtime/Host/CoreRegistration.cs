using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Device;
using Edge.Runtime.Faults;
using Edge.Runtime.Instruments;
using Edge.Runtime.Releases;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;
using Edge.Runtime.Telemetry;

namespace Edge.Runtime.Host;

/// <summary>Puts what every slice needs into the host.</summary>
internal static class CoreRegistration
{
    /// <summary>The configuration, the data directory, the store, the signals, the fault board, the audit log and the clock.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services, DeviceConfig config, string digest, DataDirectory data, EdgeStore store) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(config)
        .AddSingleton(new RunningConfig(config, digest))
        .AddSingleton(data)
        .AddSingleton(store)
        .AddSingleton(new ModelStore(config.Models.Directory))
        .AddSingleton(new UpdateAgentSocket(UpdaterDirectory.Default))
        .AddSingleton<ReleaseLedger>()
        .AddSingleton<ReleaseFaults>()
        .AddSingleton(provider => new FaultReview("releases and the clock", ReleaseFaults.Pace, provider.GetRequiredService<ReleaseFaults>().Look))
        .AddSingleton<StageSignals>()
        .AddSingleton<FaultBoard>()
        .AddSingleton<DiskRetry>()
        .AddSingleton<DatabaseCheck>()
        .AddSingleton(provider => new FaultReview("the database", DatabaseCheck.Pace, provider.GetRequiredService<DatabaseCheck>().Look))
        .AddHostedService<FaultReviews>()
        .AddSingleton<BrokerCertificate>()
        .AddSingleton(provider => new FaultReview("the certificate for the broker", BrokerCertificate.Pace, provider.GetRequiredService<BrokerCertificate>().Look))
        .AddDevice()
        .AddAudit()
        .AddSyslog(config.Syslog)
        .AddInstruments(config);
}
