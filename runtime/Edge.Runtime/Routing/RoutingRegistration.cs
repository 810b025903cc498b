using Edge.Contracts;

namespace Edge.Runtime.Routing;

/// <summary>Puts routing into the host.</summary>
internal static class RoutingRegistration
{
    /// <summary>Needs <see cref="DeviceConfig"/>, <see cref="DataDirectory"/>, the store and the model store.</summary>
    public static IServiceCollection AddRoutes(this IServiceCollection services) => services
        .AddSingleton(provider => RouteTable.From(provider.GetRequiredService<DeviceConfig>().Routes))
        .AddSingleton<ModelKinds>()
        .AddSingleton<StudyRouter>()
        .AddSingleton<RouteExplainer>();
}
