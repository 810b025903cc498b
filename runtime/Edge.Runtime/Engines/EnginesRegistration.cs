using Edge.Contracts;

namespace Edge.Runtime.Engines;

/// <summary>Puts what is known of engines into the host.</summary>
internal static class EnginesRegistration
{
    /// <summary>Needs the configuration, the data directory, the fault board and a clock.</summary>
    public static IServiceCollection AddEngines(this IServiceCollection services) => services
        .AddSingleton(provider => EngineFolders.Of(provider.GetRequiredService<DeviceConfig>(), provider.GetRequiredService<DataDirectory>()))
        .AddSingleton<EngineRecords>()
        .AddSingleton<EngineBoard>()
        .AddSingleton<EngineCandidates>();
}
