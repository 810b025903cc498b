using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Maintenance;

namespace Edge.Runtime.Health;

/// <summary>Puts the health page into the host.</summary>
internal static class HealthRegistration
{
    /// <summary>Needs every other slice; nothing needs it.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<ErrorLog>()
        .AddSingleton<ILoggerProvider, ErrorLogProvider>()
        .AddSingleton<HealthReporter>()
        .AddSingleton<StudyShelf>()
        .AddSingleton<StudyStories>()
        .AddSingleton<PatientReader>()
        .AddSingleton<ModelHistory>()
        .AddSingleton<SystemHistory>()
        .AddHostedService(provider => provider.GetRequiredService<SystemHistory>())
        .AddSingleton<SettingsList>()
        .AddSingleton<Connections>()
        .AddSingleton<ArchiveTest>()
        .AddSingleton(provider => new BundlePart(
            "health.json", () => JsonSerializer.Serialize(provider.GetRequiredService<HealthReporter>().Report(), EdgeJson.Default.HealthReport)))
        .AddHostedService<StateGauges>()
        .AddSingleton<PageFeed>()
        .AddHostedService(provider => provider.GetRequiredService<PageFeed>());
}
