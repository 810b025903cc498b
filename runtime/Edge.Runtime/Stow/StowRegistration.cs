using Edge.Contracts;

namespace Edge.Runtime.Stow;

/// <summary>Puts the Store transaction into the host.</summary>
internal static class StowRegistration
{
    /// <summary>Needs the configuration, the data directory, the inbox and a clock. Tokens can be made also while the transaction is off.</summary>
    public static IServiceCollection AddStow(this IServiceCollection services, DeviceConfig config)
    {
        services.AddSingleton<StowTokens>();
        return config.Web.Stow is { } stow
            ? services.AddSingleton(stow).AddSingleton<StowGate>().AddSingleton<PartReceiver>().AddSingleton<StowEndpoints>()
            : services;
    }
}
