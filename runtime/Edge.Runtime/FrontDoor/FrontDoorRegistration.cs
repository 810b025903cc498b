namespace Edge.Runtime.FrontDoor;

/// <summary>Puts the front door into the host.</summary>
internal static class FrontDoorRegistration
{
    /// <summary>
    /// Opens the front door; needs the inbox, the configuration, the fault board and a clock. Add it last: workers start in the order they were added,
    /// and objects come in only when all else is ready.
    /// </summary>
    public static IServiceCollection AddFrontDoor(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<Edge.Contracts.DeviceConfig>().Dicom)
        .AddSingleton<SenderPolicy>()
        .AddSingleton<RefusalAudit>()
        .AddSingleton<RefusedSenders>()
        .AddSingleton<SenderContacts>()
        .AddSingleton<UserAccounts>()
        .AddSingleton<ListenerCertificates>()
        .AddSingleton<StorageScp>()
        .AddHostedService<FrontDoorWatch>()
        .AddHostedService(provider => provider.GetRequiredService<StorageScp>());
}
