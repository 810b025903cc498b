namespace Edge.Runtime.Access;

/// <summary>Puts users, sign-ins and what they may do into the host.</summary>
internal static class AccessRegistration
{
    /// <summary>Needs the configuration, the data directory and a clock.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<Users>()
        .AddSingleton<Sessions>()
        .AddSingleton<SignInLock>()
        .AddSingleton<PasswordDesk>()
        .AddSingleton<OwnNames>()
        .AddSingleton<ActionLog>()
        .AddSingleton<Overreaches>()
        .AddSingleton<AccessGate>();
}
