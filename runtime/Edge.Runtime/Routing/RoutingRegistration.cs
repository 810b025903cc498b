using Edge.Contracts;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Routing;

/// <summary>Puts routing into the host.</summary>
internal static class RoutingRegistration
{
    /// <summary>Needs <see cref="RunningConfig"/>, <see cref="DataDirectory"/>, the store and the model store.</summary>
    public static IServiceCollection AddRoutes(this IServiceCollection services) => services
        .AddSingleton(provider => new Derived<RouteTable>(provider.GetRequiredService<RunningConfig>(), static config => RouteTable.From(config.Routes)))
        .AddSingleton<ModelKinds>()
        .AddSingleton<StudyRouter>()
        .AddSingleton<RouteExplainer>();
}
