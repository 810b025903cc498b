using Edge.Runtime.Device;

namespace Edge.Runtime.Shadow;

/// <summary>Puts the comparison of releases into the host.</summary>
internal static class ShadowRegistration
{
    /// <summary>Needs jobs, the store, the model store and the sensors.</summary>
    public static IServiceCollection AddShadow(this IServiceCollection services) => services
        .AddSingleton(static provider => new SpareMemory(() => provider.GetRequiredService<DeviceSensors>().Read().AvailableMemoryMiB))
        .AddSingleton<ShadowRunner>();
}
