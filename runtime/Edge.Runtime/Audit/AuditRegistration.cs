using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Audit;

/// <summary>Puts the audit log into the host.</summary>
internal static class AuditRegistration
{
    /// <summary>Needs <see cref="DataDirectory"/>, the fault board and a clock. It starts first and stops last, so that every slice may use it while it lives.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton(provider => SiteKey.LoadOrCreate(provider.GetRequiredService<DataDirectory>()))
        .AddSingleton(AuditLimits.Default)
        .AddSingleton<AuditLog>()
        .AddHostedService<AuditLife>()
        .AddHostedService<AuditWatch>();

    /// <summary>Sends the audit log to a syslog server where one is configured.</summary>
    public static IServiceCollection AddSyslog(this IServiceCollection services, SyslogConfig? config) => config is null
        ? services
        : services.AddSingleton(config).AddHostedService<SyslogExport>();
}
