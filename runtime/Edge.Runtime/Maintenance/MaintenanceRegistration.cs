namespace Edge.Runtime.Maintenance;

/// <summary>Puts backup and support bundle into the host.</summary>
internal static class MaintenanceRegistration
{
    /// <summary>Needs the configuration, the data directory, the store, the fault board, the audit log, the sensors and a clock.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="configuration">The file that the configuration was read from.</param>
    public static IServiceCollection AddMaintenance(this IServiceCollection services, string configuration) => services
        .AddSingleton(new ConfigurationFile(Path.GetFullPath(configuration)))
        .AddSingleton<RecentLog>()
        .AddSingleton<ILoggerProvider, RecentLogProvider>()
        .AddSingleton<SupportBundle>()
        .AddSingleton<BackupArchive>();
}
