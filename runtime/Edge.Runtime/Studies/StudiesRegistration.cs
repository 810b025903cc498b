using Edge.Contracts;

namespace Edge.Runtime.Studies;

/// <summary>Puts studies into the host.</summary>
internal static class StudiesRegistration
{
    /// <summary>Needs <see cref="DeviceConfig"/>, <see cref="DataDirectory"/>, the store, the signals, the fault board and a clock.</summary>
    public static IServiceCollection AddStudies(this IServiceCollection services) => services
        .AddSingleton<StudyRows>()
        .AddSingleton<StudyQueries>()
        .AddSingleton(provider => new QuietPeriods(provider.GetRequiredService<DeviceConfig>().Studies, provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<StudyAssembler>();
}
