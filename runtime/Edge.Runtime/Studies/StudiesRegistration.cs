using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Studies;

/// <summary>Puts studies into the host.</summary>
internal static class StudiesRegistration
{
    /// <summary>Needs <see cref="DeviceConfig"/>, <see cref="DataDirectory"/>, the inbox, the store, the signals, the fault board and a clock.</summary>
    public static IServiceCollection AddStudies(this IServiceCollection services) => services
        .AddSingleton<StudyRows>()
        .AddSingleton<StudyQueries>()
        .AddSingleton(provider => provider.GetRequiredService<DeviceConfig>().Studies)
        .AddSingleton<SilenceClock>()
        .AddSingleton<SeriesRows>()
        .AddSingleton<WholeStudies>()
        .AddSingleton<CompletionWatch>()
        .AddSingleton<SilentSenders>()
        .AddSingleton(provider => new FaultReview("when scanners sent", SilentSenders.Pace, provider.GetRequiredService<SilentSenders>().Look))
        .AddHostedService<StudyAssembler>();
}
