namespace Edge.Runtime.Settings;

/// <summary>Puts the settings of the page into the host.</summary>
internal static class SettingsRegistration
{
    /// <summary>Needs the running configuration, the data directory, the audit log and a clock.</summary>
    public static IServiceCollection AddSettings(this IServiceCollection services, ConfigSource source) => services
        .AddSingleton(source)
        .AddSingleton<SettingsChanges>();
}
