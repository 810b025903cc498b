using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Device;

/// <summary>Puts the device's sensors into the host.</summary>
internal static class DeviceRegistration
{
    /// <summary>Needs <see cref="DeviceConfig"/> and the fault board.</summary>
    public static IServiceCollection AddDevice(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<DeviceConfig>().Sensors ?? SensorsConfig.Default)
        .AddSingleton<DeviceSensors>()
        .AddSingleton<DeviceFaults>()
        .AddSingleton(provider => new FaultReview("the device's sensors", DeviceFaults.Pace, provider.GetRequiredService<DeviceFaults>().Look));
}
